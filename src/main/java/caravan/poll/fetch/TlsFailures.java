package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PollError;
import caravan.redact.OneLine;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Explains what was wrong with a TLS connection, and the remedy. No request was sent over it. A bad
 * certificate or version does not get better within a slot, so these errors are not retried.
 */
final class TlsFailures {

  /** How the Java runtime reports that no version fits, found by itself or by the server. */
  private static final Pattern VERSION =
      Pattern.compile("protocol[_ ]version|no appropriate proto");

  /** Alerts of the TLS standard about our certificate. */
  private static final Pattern CLIENT =
      Pattern.compile(
          "alert: (certificate_required|bad_certificate|unsupported_certificate|unknown_ca"
              + "|certificate_(revoked|expired|unknown)|access_denied)");

  private static final Pattern NO_TLS = Pattern.compile("unrecognized ssl message");

  private final String trustRemedy;

  TlsFailures(boolean onlyFile) {
    trustRemedy =
        onlyFile
            ? "Only authorities of caravan.http.ca-file are trusted: add its own there, or set"
                + " caravan.http.ca-only to false"
            : "If a proxy opens TLS, or the authority is a private one, name its certificate in"
                + " caravan.http.ca-file";
  }

  /** The error of a handshake, or of a connection that TLS ended. */
  PollError error(String host, SSLException failure) {
    String message = plain(failure.getMessage());
    String known = known(host, failure, message);
    return known == null
        ? tls("TLS with " + host + " failed: " + message, true)
        : tls(known, false);
  }

  private String known(String host, SSLException failure, String message) {
    if (failure instanceof SSLPeerUnverifiedException) {
      String remedy = "Correct endpoint or region, or see who answers there";
      return "the certificate of " + host + " is for another name: " + message + ". " + remedy;
    }
    String certificate = certificate("the certificate of " + host, failure, message);
    if (certificate != null) {
      return certificate;
    }
    String words = message.toLowerCase(Locale.ROOT);
    if (VERSION.matcher(words).find()) {
      return host + " offers no version of TLS from 1.2 on: " + message;
    }
    if (CLIENT.matcher(words).find()) {
      String problem = " does not accept the client certificate, or asks for one: ";
      return host + problem + message + ". See caravan.http.client-certificate";
    }
    return NO_TLS.matcher(words).find()
        ? host + " does not speak TLS on this port: " + message
        : null;
  }

  private String certificate(String subject, SSLException failure, String message) {
    Throwable cause = cause(failure, CertificateExpiredException.class);
    if (cause != null) {
      String remedy = "Its owner must renew it, unless the clock of this machine is wrong";
      String expired = " or of its authority has expired: ";
      return subject + expired + plain(cause.getMessage()) + ". " + remedy;
    }
    cause = cause(failure, CertificateNotYetValidException.class);
    if (cause != null) {
      return "%s or of its authority is not valid yet: %s. See the clock of this machine"
          .formatted(subject, plain(cause.getMessage()));
    }
    if (cause(failure, CertPathBuilderException.class) != null) {
      return subject + " is not trusted: " + message + ". " + trustRemedy;
    }
    boolean refused =
        cause(failure, CertPathValidatorException.class) != null
            || cause(failure, CertificateException.class) != null;
    return refused ? subject + " is not accepted: " + message : null;
  }

  private static Throwable cause(Throwable failure, Class<? extends Throwable> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(type::isInstance)
        .findFirst()
        .orElse(null);
  }

  private static PollError tls(String message, boolean retryable) {
    return PollError.of(retryable ? Failure.TRANSPORT : Failure.UNREACHABLE, "tls", message, null);
  }

  /** A text that may quote the other side, on one line. */
  static String plain(String text) {
    return text == null ? "no reason is stated" : OneLine.withQuotes(text);
  }
}
