package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PollError;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Says what was wrong with a TLS connection, and what to do. Nothing was sent over it. What lies in
 * the certificate or the version does not get better within a slot, so it is not asked for again.
 */
final class TlsFailures {

  /** How the Java runtime words that versions differ, its own finding or the other side's. */
  private static final Pattern VERSION =
      Pattern.compile("protocol[_ ]version|no appropriate proto");

  /** What the other side says, in the words of the TLS standard, about our certificate. */
  private static final Pattern CLIENT =
      Pattern.compile(
          "alert: (certificate_required|bad_certificate|unsupported_certificate|unknown_ca"
              + "|certificate_(revoked|expired|unknown)|access_denied)");

  private static final Pattern NO_TLS = Pattern.compile("unrecognized ssl message");

  private final String trustRemedy;

  /**
   * With what to advise when an authority is not trusted.
   *
   * @param onlyFile whether only the authorities of a file are trusted
   */
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
    String message = NetworkFailures.plain(failure.getMessage());
    String known = known(host, failure, message);
    return known == null
        ? tls("TLS with " + host + " failed: " + message, true)
        : tls(known, false);
  }

  private String known(String host, SSLException failure, String message) {
    if (failure instanceof SSLPeerUnverifiedException) {
      return "the certificate of "
          + host
          + " is for another name: "
          + message
          + ". Correct endpoint or region, or see who answers there";
    }
    String certificate = certificate(host, failure, message);
    if (certificate != null) {
      return certificate;
    }
    String words = message.toLowerCase(Locale.ROOT);
    if (VERSION.matcher(words).find()) {
      return host + " offers no version of TLS from 1.2 on: " + message;
    }
    if (CLIENT.matcher(words).find()) {
      return host
          + " does not accept the client certificate, or asks for one: "
          + message
          + ". See caravan.http.client-certificate";
    }
    if (NO_TLS.matcher(words).find()) {
      return host + " does not speak TLS on this port: " + message;
    }
    return null;
  }

  private String certificate(String host, SSLException failure, String message) {
    String about = "the certificate of " + host;
    Throwable cause = cause(failure, CertificateExpiredException.class);
    if (cause != null) {
      return about
          + " or of its authority has expired: "
          + NetworkFailures.plain(cause.getMessage())
          + ". Its owner must renew it, unless the clock of this machine is wrong";
    }
    cause = cause(failure, CertificateNotYetValidException.class);
    if (cause != null) {
      return about
          + " or of its authority is not valid yet: "
          + NetworkFailures.plain(cause.getMessage())
          + ". See the clock of this machine";
    }
    if (cause(failure, CertPathBuilderException.class) != null) {
      return about + " is not trusted: " + message + ". " + trustRemedy;
    }
    if (cause(failure, CertPathValidatorException.class) != null
        || cause(failure, CertificateException.class) != null) {
      return about + " is not accepted: " + message;
    }
    return null;
  }

  private static Throwable cause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return cause;
      }
    }
    return null;
  }

  private static PollError tls(String message, boolean retryable) {
    return PollError.of(retryable ? Failure.TRANSPORT : Failure.UNREACHABLE, "tls", message, null);
  }
}
