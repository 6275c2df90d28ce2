package caravan.cloud;

import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** One attempt to get the credential of a role, as the code of a cloud sees it. */
public interface RoleExchange {

  /**
   * One answer.
   *
   * @param header value of a header, or null
   * @param text the body
   * @param json the body as JSON; a missing node when it is none
   */
  record Answer(int status, UnaryOperator<String> header, String text, JsonNode json) {

    /** Whether the status is 2xx. */
    public boolean ok() {
      return status >= 200 && status < 300;
    }

    /** An answer is a secret. */
    @Override
    public String toString() {
      return "Answer[status " + status + "]";
    }

    /** The failure that an answer without what it should hold is. */
    public PageFailure unexpected(String what) {
      return new PageFailure(PollError.unexpected(what, status), null);
    }

    /** This answer of a metadata service, which has nothing at the path of a role without one. */
    public Answer found() throws PageFailure {
      if (ok()) {
        return this;
      }
      throw status == NOT_FOUND
          ? noRole(status)
          : new PageFailure(PollError.ofStatus(status), null);
    }

    /** This answer of a metadata service that says of each credential whether it is one. */
    public Answer succeeded() throws PageFailure {
      if ("Success".equals(json.path("Code").asText())) {
        return this;
      }
      throw unexpected("the metadata service does not answer with Success");
    }

    /**
     * The credential in a part of the answer.
     *
     * @param names names of id, secret, token and end
     */
    public TemporaryCredential credential(JsonNode part, String... names) throws PageFailure {
      String id = part.path(names[0]).asText("");
      String secret = part.path(names[1]).asText("");
      String token = part.path(names[2]).asText("");
      if (id.isEmpty() || secret.isEmpty() || token.isEmpty()) {
        throw unexpected("the answer holds no credential");
      }
      return new TemporaryCredential(new Credential(id, secret, token), end(part.path(names[3])));
    }

    private Instant end(JsonNode end) throws PageFailure {
      try {
        return end.isIntegralNumber()
            ? Instant.ofEpochSecond(end.longValue())
            : Instant.parse(end.asText(""));
      } catch (DateTimeParseException unreadable) {
        throw unexpected("the end of the credential is no time");
      }
    }
  }

  /** Status of a path where nothing is. */
  int NOT_FOUND = 404;

  /** What proves who asks: the base key, or the OIDC token as its secret; read for this attempt. */
  Credential secret();

  /** Keeps a secret that an answer held out of whatever is said of this attempt. */
  void hide(String secret);

  /** The vendor's time, as far as it is known. */
  Instant now();

  /** Sends a request to the vendor's service for roles, or to the machine's for a machine. */
  Answer send(Request request) throws IOException;

  /** Signs and sends a request. */
  default Answer send(Signer signer, Request request, Credential credential) throws IOException {
    try {
      return send(signer.sign(request, credential, now(), UUID.randomUUID().toString()));
    } catch (IllegalArgumentException unfit) {
      throw new PageFailure(
          PollError.of(Failure.AUTHENTICATION, "unfit_credentials", unfit.getMessage(), null),
          null);
    }
  }

  /**
   * What a metadata service keeps at a path.
   *
   * @param headers names and values
   */
  default Answer metadata(String method, String endpoint, String path, String... headers)
      throws IOException {
    // Read as it comes: a metadata service compresses nothing.
    return send(
        request(method, endpoint, path, "").with("Accept-Encoding", "identity").with(headers));
  }

  /** A request without headers. */
  static Request request(String method, String endpoint, String path, String body) {
    int scheme = endpoint.indexOf("://");
    return new Request(
        method,
        endpoint.substring(0, scheme),
        endpoint.substring(scheme + 3),
        path,
        "",
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** The role that a metadata service lists; it has to be the wanted one if there is one. */
  static String onlyRole(Role role, Answer list, Pattern form) throws PageFailure {
    String name = list.text().strip();
    if (name.isEmpty()) {
      throw noRole(list.status());
    }
    if (!form.matcher(name).matches()) {
      throw list.unexpected("the metadata service does not list one role");
    }
    if (role.name() != null && !role.name().equals(name)) {
      String message = "the machine has the role " + name + ", not " + role.name();
      throw new PageFailure(
          PollError.of(Failure.PERMISSION, "other_role", message, list.status()), null);
    }
    return name;
  }

  /** The failure of a machine without a role. */
  static PageFailure noRole(int status) {
    return new PageFailure(
        PollError.of(Failure.PERMISSION, "no_role", "the machine has no role", status), null);
  }

  /**
   * Policies in one JSON object.
   *
   * @param trust policy of the role, which says who may assume it
   * @param caller policy of who assumes it; null when nobody needs one
   */
  static String kit(String trust, String caller) {
    String rest = caller == null ? "" : ",\n  \"policy of the caller\": " + indented(caller);
    return "{\n  \"trust policy of the role\": " + indented(trust) + rest + "\n}";
  }

  private static String indented(String json) {
    return json.replace("\n", "\n  ");
  }
}
