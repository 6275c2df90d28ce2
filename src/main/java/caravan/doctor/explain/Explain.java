package caravan.doctor.explain;

import caravan.cloud.SignedRequest;
import caravan.cloud.VendorSignedText;
import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.ExitCode;
import caravan.doctor.command.RouteBeans;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.doctor.command.Version;
import caravan.event.Ids;
import caravan.json.Instants;
import caravan.model.Credential;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import caravan.redact.Mask;
import caravan.redact.Redaction;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the request that would be sent for a target, and how it comes by its signature. */
@Command(
    name = "explain",
    description = {
      "Shows the request that would be sent for a target and how it comes by its signature.",
      "Nothing is sent. Secrets, tokens, key ids and signatures are masked."
    })
public final class Explain extends Subcommand {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  @Override
  protected int work(CommandRuntime service) throws Exception {
    Scope scope = new ScopeNames(service.targets()).find(target);
    RouteBeans parts = RouteBeans.of(service.context(), scope.api());
    Credential credential = credential(scope);
    VendorError stated = error == null ? null : VendorError.of(errorText(), parts.answers());
    Optional<VendorSignedText> texts =
        stated == null ? Optional.empty() : parts.signer().stated(stated.message());
    Request request = parts.request().build(scope, Cursor.first(scope.target().pageSize()));
    Instant time =
        first(at, texts.map(VendorSignedText::at).orElse(null), service.clock().instant())
            .truncatedTo(ChronoUnit.SECONDS);
    String once =
        first(nonce, texts.map(VendorSignedText::nonce).orElse(null), UUID.randomUUID().toString());
    SignedRequest signing;
    try {
      signing = parts.signer().steps(request, credential, time, once);
    } catch (IllegalArgumentException unfit) {
      throw CommandException.wrong(unfit.getMessage());
    }
    Mask mask = new Mask(Redaction.of(credential));
    SigningComparison comparison =
        stated == null ? null : SigningComparison.of(stated, texts.orElse(null), signing, mask);
    String signer = parts.signer().getClass().getSimpleName();
    if (json()) {
      writeJson(scope, signer, time, once, signing, mask, comparison);
    } else {
      write(scope, signer, time, once, signing, mask);
      if (comparison != null) {
        comparison.write(out());
      }
    }
    return comparison == null ? ExitCode.FINE : ExitCode.WRONG;
  }

  private static Credential credential(Scope scope) throws CommandException {
    try {
      return scope.target().account().credentials().get();
    } catch (IllegalStateException unreadable) {
      throw CommandException.wrong(unreadable.getMessage());
    }
  }

  private static <T> T first(T wanted, T stated, T otherwise) {
    if (wanted != null) {
      return wanted;
    }
    return stated == null ? otherwise : stated;
  }

  private String errorText() throws CommandException {
    try {
      if (error.equals("-")) {
        return text(System.in);
      }
      return error.startsWith("@") ? Files.readString(Path.of(error.substring(1))) : error;
    } catch (IOException | InvalidPathException unreadable) {
      throw CommandException.usage(
          "--error: cannot read " + error + ": " + unreadable.getMessage());
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private void write(
      Scope scope, String signer, Instant time, String once, SignedRequest signing, Mask mask) {
    Request request = signing.request();
    field("target", ScopeNames.of(scope));
    field("scope", scope.path());
    field("endpoint", scope.endpoint().toString());
    field("signer", signer);
    field("time", Instants.text(time));
    field("nonce", once);
    if (signing.canonicalRequest() == null) {
      out().printf("%nThis scheme has no canonical request.%n");
    } else {
      section(
          "canonical request, SHA-256 " + Ids.sha256(signing.canonicalRequest()),
          mask.text(signing.canonicalRequest()));
    }
    section("string to sign", mask.text(signing.stringToSign()));
    section("key, values not shown", String.join("\n", signing.key()));
    section("request", mask.text(wire(request)));
  }

  private void field(String name, String value) {
    out().printf("%-10s%s%n", name, value);
  }

  private void section(String title, String text) {
    out().printf("%n%s%n", title);
    text.lines().forEach(line -> out().printf("  %s%n", line));
  }

  /** The request as it goes out, but for what the HTTP client adds. */
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

  private void writeJson(
      Scope scope,
      String signer,
      Instant time,
      String once,
      SignedRequest signing,
      Mask mask,
      SigningComparison comparison)
      throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put("command", "explain").put("version", Version.number());
    all.put("target", ScopeNames.of(scope)).put("scope", scope.path());
    all.put("endpoint", scope.endpoint().toString());
    all.put("signer", signer).put("at", Instants.text(time)).put("nonce", once);
    if (signing.canonicalRequest() != null) {
      all.put("canonical_request", mask.text(signing.canonicalRequest()));
      all.put("canonical_request_sha256", Ids.sha256(signing.canonicalRequest()));
    }
    all.put("string_to_sign", mask.text(signing.stringToSign()));
    ArrayNode key = all.putArray("key");
    signing.key().forEach(key::add);
    Request request = signing.request();
    ObjectNode sent = all.putObject("request");
    sent.put("method", request.method()).put("host", request.host());
    sent.put("target", mask.text(target(request)));
    ObjectNode headers = sent.putObject("headers");
    request.headers().forEach((name, value) -> headers.put(name, headerValue(name, value, mask)));
    sent.put("body", mask.text(new String(request.body(), StandardCharsets.UTF_8)));
    if (comparison != null) {
      comparison.write(all.putObject("error"));
    }
    out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
  }

  /** With its name before it, by which the mask knows some values. */
  private static String headerValue(String name, String value, Mask mask) {
    return mask.text(name + ": " + value).substring(name.length() + 2);
  }
}
