package caravan.product;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.tls.Authority;
import caravan.tls.Proxy;
import caravan.tls.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged product where nothing gets out but through a proxy that asks for a password, to a
 * gateway with a private authority that asks for a certificate. All of it is set by environment
 * variables and files, as in a cluster.
 */
class NetworkIT {

  private static final String READY = "/observe/health/ready";
  private static final String PASSWORD = "planted-proxy-password";
  private static final String NOBODY =
      "{\"connections\":[],\"total_count\":0,\"request_id\":\"r\"}";
  private static final String TARGETS =
      """
      accounts:
        huawei:
          vendor: huawei_cloud
          accountId: "1"
          accessKeyId: EXAMPLE
          secretAccessKey: EXAMPLE-secret
          endpoint: https://gateway.example.org
      targets:
        - api: huawei-vpn-p2c-connections
          account: huawei
          region: cn-north-4
          projectId: p
          resources: [gateway-1]
          every: 2s
      """;

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Product start(String bootstrap, Map<String, String> environment) throws IOException {
    return Product.start(
        Broker.freePort(),
        Map.of(
            "kafka.bootstrap.servers",
            bootstrap,
            "caravan.targets",
            "file:" + write("targets.yaml", TARGETS)),
        environment);
  }

  /** The authority's file is missing at first: nothing is sent, and its coming is noticed. */
  @Test
  void gatewayBehindAProxyIsPolledOnceAllFilesAreThere() throws Exception {
    Authority authority = Authority.in(folder, "private-authority");
    Authority.Issued server = authority.forHost("gateway.example.org");
    Authority.Issued client = authority.issue("CN=caravan", "-keyalg", "RSA", "-keysize", "2048");
    Path ca = folder.resolve("ca.pem");
    try (Broker broker = Broker.start();
        TlsServer gateway = TlsServer.askingFor(server, server, NOBODY);
        Proxy proxy = new Proxy(gateway.port()).asking("caravan", PASSWORD)) {
      Map<String, String> environment = new HashMap<>();
      environment.put("CARAVAN_HTTP_PROXY_HOST", "127.0.0.1");
      environment.put("CARAVAN_HTTP_PROXY_PORT", Integer.toString(proxy.port()));
      environment.put("CARAVAN_HTTP_PROXY_USER", "caravan");
      environment.put(
          "CARAVAN_HTTP_PROXY_PASSWORD_FILE", write("password", PASSWORD + "\n").toString());
      environment.put("CARAVAN_HTTP_NO_PROXY", "localhost,.internal.example.org");
      environment.put("CARAVAN_HTTP_CA_FILE", ca.toString());
      environment.put("CARAVAN_HTTP_CA_ONLY", "true");
      environment.put(
          "CARAVAN_HTTP_CLIENT_CERTIFICATE", write("tls.crt", client.certificatePem()).toString());
      environment.put("CARAVAN_HTTP_CLIENT_KEY", write("tls.key", client.olderKeyPem()).toString());
      try (Product product = start(broker.bootstrapServers(), environment)) {
        // When
        product.awaitLine(World.SOON, line -> line.contains("code=unusable_file"));
        assertTrue(product.get(READY).startsWith("503 "));
        assertTrue(product.get(READY).contains(ca + " does not exist"), product.get(READY));
        assertEquals(0, gateway.seen().size());
        Authority.replace(ca, authority.pem());

        // Then
        product.awaitLine(World.SOON, line -> line.contains("verdict=complete"));
        await().atMost(World.SOON).until(() -> product.get(READY).startsWith("200 "));
        assertEquals("CN=caravan", gateway.seen().get(0).client());
        assertTrue(proxy.heads().get(0).startsWith("CONNECT gateway.example.org:443 "));
        String emitted =
            String.join("\n", product.log())
                + product.get("/observe/metrics")
                + product.get("/observe/health");
        assertEquals(-1, emitted.indexOf(PASSWORD));
        assertEquals(0, product.log().stream().filter(l -> l.contains("CARAVAN_HTTP_")).count());
      }
    }
  }

  /** Half a setting cannot be meant, and cannot be mended while the process runs. */
  @Test
  void settingsThatDoNotFitTogetherStopTheStart() throws Exception {
    Map<String, String> environment =
        Map.of("CARAVAN_HTTP_PROXY_HOST", "127.0.0.1", "CARAVAN_HTTP_PROXY_PASSWORD", PASSWORD);
    try (Product product = start("127.0.0.1:1", environment)) {
      assertEquals(1, product.awaitEnd(World.SOON));
      product.awaitLine(World.SOON, line -> line.contains("caravan.http.proxy-user and"));
      assertEquals(0, product.log().stream().filter(line -> line.contains(PASSWORD)).count());
    }
  }
}
