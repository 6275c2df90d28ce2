package caravan.poll.fetch;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.jboss.logging.Logger;

/**
 * TLS to the vendors: version 1.2 or newer, with a certificate of a trusted authority for the host
 * that is called. Each new connection checks the files of {@code caravan.http} for changes; if a
 * changed file cannot be used, the previous state stays in force.
 */
@Singleton
public final class VendorTls implements TlsSocketStrategy {

  private static final Logger LOG = Logger.getLogger(VendorTls.class);
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final String LOST =
      "the connection was lost in the handshake, as with hosts that ask for a client certificate"
          + " (caravan.http.client-certificate)";

  private final SettingFile authorities;
  private final boolean onlyThese;
  private final ClientCertificate client;
  private final List<SettingFile> files = new ArrayList<>();

  private List<SettingFile.Stamp> stamps;
  private TlsSocketStrategy strategy;
  private String problem;

  /** Throws an IllegalArgumentException if settings conflict; their files are read later. */
  public VendorTls(HttpSettings http) {
    authorities =
        http.caFile().map(path -> SettingFile.of("caravan.http.ca-file", path)).orElse(null);
    onlyThese = http.caOnly();
    if (onlyThese && authorities == null) {
      throw new IllegalArgumentException(
          "caravan.http.ca-only is set, but caravan.http.ca-file is not: nobody would be trusted");
    }
    client = ClientCertificate.of(http);
    if (authorities != null) {
      files.add(authorities);
    }
    if (client != null) {
      files.addAll(client.files());
    }
  }

  /** Reads the files at the start, so that the log shows a problem at once. */
  void readAtStart(@Observes StartupEvent event) {
    usable();
  }

  /** Whether connections can be made with what is known of the files. */
  public synchronized boolean usable() {
    try {
      current();
      return true;
    } catch (SettingFile.Unusable logged) {
      return false;
    }
  }

  /** What is wrong with the files, with the remedy. */
  public synchronized Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext context)
      throws IOException {
    try {
      return current().upgrade(socket, target, port, attachment, context);
    } catch (SocketException lost) {
      // Some hosts close before their refusal can be read; no request was sent yet.
      throw new SSLException(LOST + " (" + lost.getMessage() + ")", lost);
    }
  }

  private synchronized TlsSocketStrategy current() throws SettingFile.Unusable {
    try {
      List<SettingFile.Stamp> now = new ArrayList<>();
      for (SettingFile file : files) {
        now.add(file.stamp());
      }
      if (strategy == null || !now.equals(stamps)) {
        // Stamps from before the reading: the next call sees a change during it.
        strategy = read();
        stamps = now;
        files.forEach(file -> LOG.infof("%s is read from %s", file.setting(), file.path()));
      }
      problem = null;
    } catch (SettingFile.Unusable unusable) {
      note(unusable);
      if (strategy == null) {
        throw unusable;
      }
    }
    return strategy;
  }

  private void note(SettingFile.Unusable unusable) {
    if (!unusable.getMessage().equals(problem)) {
      problem = unusable.getMessage();
      LOG.errorf(
          strategy == null
              ? "no TLS connection is made: %s"
              : "a changed TLS file is not used, the one before stays in force: %s",
          problem);
    }
  }

  /** Makes a new context for each state of the files, so that no older session is resumed. */
  private TlsSocketStrategy read() throws SettingFile.Unusable {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          client == null ? new KeyManager[0] : client.keyManagers(),
          Certificates.trusted(authorities, onlyThese),
          null);
      // The client's own check of the host name reports which names the certificate has.
      return new DefaultClientTlsStrategy(
          context,
          VERSIONS,
          null,
          SSLBufferMode.STATIC,
          HostnameVerificationPolicy.CLIENT,
          HttpsSupport.getDefaultHostnameVerifier());
    } catch (GeneralSecurityException unfit) {
      throw new SettingFile.Unusable(
          "the Java runtime cannot use the files of caravan.http (" + unfit.getMessage() + ")");
    }
  }
}
