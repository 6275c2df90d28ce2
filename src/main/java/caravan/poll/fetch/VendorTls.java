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
 * that is called. The files of {@code caravan.http} are looked at for each new connection, and read
 * again when one changed; what is still good is kept while a new file is not.
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

  /**
   * With the settings under {@code caravan.http}.
   *
   * @throws IllegalArgumentException when they do not fit together; names them
   */
  public VendorTls(HttpSettings http) {
    authorities =
        http.caFile().map(path -> SettingFile.of("caravan.http.ca-file", path)).orElse(null);
    onlyThese = http.caOnly();
    if (onlyThese && authorities == null) {
      throw new IllegalArgumentException(
          "caravan.http.ca-only is set, but caravan.http.ca-file is not: nobody would be trusted");
    }
    client = clientOf(http);
    if (authorities != null) {
      files.add(authorities);
    }
    if (client != null) {
      files.addAll(client.files());
    }
  }

  private static ClientCertificate clientOf(HttpSettings http) {
    Password password =
        Password.of(
            "caravan.http.client-password", http.clientPassword(), http.clientPasswordFile());
    if (http.clientCertificate().isEmpty()) {
      if (http.clientKey().isPresent() || password != null) {
        throw new IllegalArgumentException(
            "caravan.http.client-key or caravan.http.client-password is set, but"
                + " caravan.http.client-certificate is not; set it too");
      }
      return null;
    }
    return new ClientCertificate(
        SettingFile.of("caravan.http.client-certificate", http.clientCertificate().get()),
        http.clientKey().map(path -> SettingFile.of("caravan.http.client-key", path)).orElse(null),
        password);
  }

  /** Looks at the files at the start, so that the log says at once what is wrong with them. */
  void look(@Observes StartupEvent event) {
    usable();
  }

  /** Whether connections can be made with what is known of the files. */
  public synchronized boolean usable() {
    try {
      current();
      return true;
    } catch (UnusableFile said) {
      return false;
    }
  }

  /** What is wrong with the files, with the remedy; empty when nothing is. */
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
      // Some close before their refusal can be read; it is TLS all the same, and no lost request.
      throw new SSLException(LOST + " (" + lost.getMessage() + ")", lost);
    }
  }

  private synchronized TlsSocketStrategy current() throws UnusableFile {
    try {
      List<SettingFile.Stamp> now = stampsNow();
      if (strategy == null || !now.equals(stamps)) {
        // Stamps from before the reading: a change during it is seen the next time.
        strategy = read();
        stamps = now;
        noteRead();
      }
      problem = null;
    } catch (UnusableFile unusable) {
      note(unusable);
      if (strategy == null) {
        throw unusable;
      }
    }
    return strategy;
  }

  private void noteRead() {
    for (SettingFile file : files) {
      LOG.infof("%s is read from %s", file.setting(), file.path());
    }
  }

  private void note(UnusableFile unusable) {
    if (!unusable.getMessage().equals(problem)) {
      problem = unusable.getMessage();
      LOG.errorf(
          strategy == null
              ? "no TLS connection is made: %s"
              : "a changed TLS file is not used, the one before stays in force: %s",
          problem);
    }
  }

  private List<SettingFile.Stamp> stampsNow() throws UnusableFile {
    List<SettingFile.Stamp> now = new ArrayList<>();
    for (SettingFile file : files) {
      now.add(file.stamp());
    }
    return now;
  }

  /** A context of its own for each state of the files: no session of an older one goes on. */
  private TlsSocketStrategy read() throws UnusableFile {
    try {
      KeyManager[] shown = client == null ? new KeyManager[0] : client.shown();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown, Authorities.trusted(authorities, onlyThese), null);
      // The client's own check of the host name says which names the certificate has.
      return new DefaultClientTlsStrategy(
          context,
          VERSIONS,
          null,
          SSLBufferMode.STATIC,
          HostnameVerificationPolicy.CLIENT,
          HttpsSupport.getDefaultHostnameVerifier());
    } catch (GeneralSecurityException unfit) {
      throw new UnusableFile(
          "the Java runtime cannot use the files of caravan.http (" + unfit.getMessage() + ")");
    }
  }
}
