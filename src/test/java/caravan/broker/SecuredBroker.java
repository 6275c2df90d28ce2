package caravan.broker;

import caravan.tls.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * A broker that asks its clients for TLS, for a name and password by SCRAM, and for a right to
 * everything they do. Tests themselves come in by another port and may do everything.
 */
public final class SecuredBroker implements Kafka {

  /** The only user there is. */
  public static final String USER = "caravan";

  /** What the user is known by. */
  public static final String PASSWORD = "EXAMPLE-broker-password";

  private final Broker broker;
  private final int port;
  private final Path authority;

  private SecuredBroker(Path folder) throws IOException {
    Authority issuer = Authority.in(folder, "broker-authority");
    Authority.Issued own =
        issuer.issue("CN=broker", "-ext", "san=ip:" + Listener.HOST, "-keyalg", "EC");
    Path keys =
        Files.writeString(folder.resolve("broker.pem"), own.keyPem() + own.certificatePem());
    authority = Files.writeString(folder.resolve("broker-ca.pem"), issuer.pem());
    port = Broker.freePort();
    String mine = "listener.name.secured.";
    broker =
        Broker.start(
            new Broker.Special(
                List.of(new Listener("SECURED", "SASL_SSL", port, port)),
                Map.of(
                    "authorizer.class.name",
                    StandardAuthorizer.class.getName(),
                    "super.users",
                    "User:ANONYMOUS",
                    mine + "ssl.keystore.type",
                    "PEM",
                    mine + "ssl.keystore.location",
                    keys.toString(),
                    mine + "sasl.enabled.mechanisms",
                    "SCRAM-SHA-512",
                    mine + "scram-sha-512.sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                Map.of(),
                List.of("SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]")));
  }

  /**
   * Starts it; nobody has a right to anything yet.
   *
   * @param folder for keys and certificates
   */
  public static SecuredBroker start(Path folder) {
    try {
      return new SecuredBroker(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Address for clients that have to show who they are. */
  public String securedServers() {
    return Listener.HOST + ":" + port;
  }

  /** Certificate of the authority that issued the broker's, as PEM. */
  public Path authority() {
    return authority;
  }

  /** Gives exactly these rights, and takes all others away. */
  public void grantOnly(Collection<AclBinding> rights) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
      admin.createAcls(rights).all().get();
      // They are in force a moment after the controller has taken them down.
      while (!Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get())
          .equals(Set.copyOf(rights))) {
        Thread.onSpinWait();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
