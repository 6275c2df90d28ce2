package caravan.fault;

import caravan.tls.Authority;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/**
 * An authority of our own that the application trusts, a client certificate for it, and hosts of
 * this machine that it calls past the proxy.
 */
public final class NetworkFiles implements QuarkusTestResourceLifecycleManager {

  /** Name of the authority in the folder of its file. */
  static final String AUTHORITY = "private-authority";

  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("caravan-network");
      Authority authority = Authority.in(folder, AUTHORITY);
      Authority.Issued client = authority.issue("CN=caravan", "-keyalg", "EC");
      return Map.of(
          "caravan.http.ca-file",
          Files.writeString(folder.resolve("ca.pem"), authority.pem()).toString(),
          "caravan.http.client-certificate",
          Files.writeString(folder.resolve("tls.crt"), client.certificatePem()).toString(),
          "caravan.http.client-key",
          Files.writeString(folder.resolve("tls.key"), client.keyPem()).toString(),
          "caravan.http.no-proxy",
          "localhost,invalid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
