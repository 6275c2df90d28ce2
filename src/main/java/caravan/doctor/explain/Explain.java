package caravan.doctor.explain;

import caravan.cloud.SignedRequest;
import caravan.cloud.VendorSignedText;
import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.RouteBeans;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.event.Ids;
import caravan.json.Instants;
import caravan.model.Credential;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import caravan.redact.Mask;
import caravan.redact.Redaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the request that would be sent for a target, and how it is signed. */
@Command(
    name = "explain",
    description = {
      "Shows the request that would be sent for a target and how it comes by its signature.",
      "Nothing is sent but to assume a role. Secrets, tokens, key ids and signatures are masked."
    })
public final class Explain extends Subcommand {

  private static final List<String> FIELDS =
      List.of("target", "scope", "endpoint", "signer", "at", "nonce");

  @Parameters(
      paramLabel = "TARGET",
      description = "api/account/resource[/user], parts of it that name one only, or a scope.")
  private String target;

  @Option(
      names = "--error",
      paramLabel = "TEXT",
      description = {
        "The vendor's error, to be compared: its text, @FILE, or - for standard input.",
        "Time and nonce are taken from it where it states them."
      })
  private String error;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Sign as at this time, for example 2026-01-31T23:59:59Z. Default: now.")
  private Instant at;

  @Option(
      names = "--nonce",
      paramLabel = "TEXT",
      description = "Sign with this nonce. Default: a new one.")
  private String nonce;

  private Scope scope;
  private RouteBeans parts;
  private SignedRequest signed;
  private Mask mask;

  @Override
  protected int work(CommandRuntime service) throws Exception {
    scope = new ScopeNames(service.targets()).find(target);
    parts = RouteBeans.of(service.context(), scope.api());
    Credential credential = credential();
    mask = new Mask(Redaction.of(credential));
    VendorError stated =
        error == null ? null : VendorError.of(errorText(), scope.api(), parts.answers());
    Optional<VendorSignedText> texts =
        Optional.ofNullable(stated).flatMap(one -> parts.signer().stated(one.message()));
    Instant time =
        Optional.ofNullable(at)
            .or(() -> texts.map(VendorSignedText::at))
            .orElseGet(service.clock()::instant)
            .truncatedTo(ChronoUnit.SECONDS);
    String once =
        Optional.ofNullable(nonce)
            .or(() -> texts.map(VendorSignedText::nonce))
            .orElseGet(() -> UUID.randomUUID().toString());
    Request request = parts.request().build(scope, Cursor.first(scope.target().pageSize()));
    try {
      signed = parts.signer().steps(request, credential, time, once);
    } catch (IllegalArgumentException unfit) {
      throw CommandException.wrong(unfit.getMessage());
    }
    SigningComparison comparison =
        stated == null ? null : SigningComparison.of(stated, texts.orElse(null), signed, mask);
    write(time, once, comparison);
    return comparison == null ? FINE : WRONG;
  }

  private Credential credential() throws CommandException {
    try {
      return scope.target().account().credentials().get();
    } catch (IllegalStateException unreadable) {
      throw CommandException.wrong(unreadable.getMessage());
    }
  }

  private String errorText() throws CommandException {
    try {
      if (error.equals("-")) {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      }
      return error.startsWith("@") ? Files.readString(Path.of(error.substring(1))) : error;
    } catch (IOException | InvalidPathException unreadable) {
      throw CommandException.usage(
          "--error: cannot read " + error + ": " + unreadable.getMessage());
    }
  }

  private void write(Instant time, String once, SigningComparison comparison) throws IOException {
    ObjectNode all = json(time, once);
    if (json()) {
      if (comparison != null) {
        comparison.write(all.putObject("error"));
      }
      out().println(all.toPrettyString());
      return;
    }
    for (String name : FIELDS) {
      String label = name.equals("at") ? "time" : name;
      out().printf("%-10s%s%n", label, all.get(name).textValue());
    }
    if (signed.canonicalRequest() == null) {
      out().printf("%nThis scheme has no canonical request.%n");
    } else {
      String hash = all.get("canonical_request_sha256").textValue();
      section("canonical request, SHA-256 " + hash, mask.text(signed.canonicalRequest()));
    }
    section("string to sign", mask.text(signed.stringToSign()));
    section("key, values not shown", String.join("\n", signed.key()));
    section("request", mask.text(wire(signed.request())));
    if (comparison != null) {
      comparison.write(out());
    }
  }

  private void section(String title, String text) {
    out().printf("%n%s%n", title);
    text.lines().forEach(line -> out().printf("  %s%n", line));
  }

  /** The request as it is sent, except what the HTTP client adds. */
  private static String wire(Request request) {
    StringBuilder wire = new StringBuilder();
    wire.append(request.method()).append(' ').append(target(request)).append(" HTTP/1.1\n");
    wire.append("Host: ").append(request.host()).append('\n');
    request.headers().forEach((name, value) -> wire.append(name + ": " + value + "\n"));
    wire.append('\n').append(new String(request.body(), StandardCharsets.UTF_8));
    return wire.toString();
  }

  private static String target(Request request) {
    return request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
  }

  private ObjectNode json(Instant time, String once) throws IOException {
    ObjectNode all = jsonOf("explain");
    all.put("target", ScopeNames.of(scope)).put("scope", scope.path());
    all.put("endpoint", scope.endpoint().toString());
    all.put("signer", parts.signer().getClass().getSimpleName());
    all.put("at", Instants.text(time)).put("nonce", once);
    if (signed.canonicalRequest() != null) {
      all.put("canonical_request", mask.text(signed.canonicalRequest()));
      all.put("canonical_request_sha256", Ids.sha256(signed.canonicalRequest()));
    }
    all.put("string_to_sign", mask.text(signed.stringToSign()));
    signed.key().forEach(all.putArray("key")::add);
    Request request = signed.request();
    ObjectNode sent = all.putObject("request");
    sent.put("method", request.method()).put("host", request.host());
    sent.put("target", mask.text(target(request)));
    ObjectNode headers = sent.putObject("headers");
    request.headers().forEach((name, value) -> headers.put(name, header(name, value)));
    sent.put("body", mask.text(new String(request.body(), StandardCharsets.UTF_8)));
    return all;
  }

  /** The masked value; the mask recognizes some values by the name before them. */
  private String header(String name, String value) {
    return mask.text(name + ": " + value).substring(name.length() + 2);
  }
}
