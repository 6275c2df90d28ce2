package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody traces what the packaged product sends, through its management port. */
@Tag("thorough")
class TraceIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private record Told(int status, JsonNode json) {}

  private static Told ask(int port, String method, String query, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/trace" + query))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Told(answer.statusCode(), JSON.readTree(answer.body()));
  }

  @Test
  void traceIsBegunShownAndEndedOverHttp() throws Exception {
    try (Broker broker = Broker.start();
        Simulator clouds = Simulator.start()) {
      int port = Broker.freePort();
      Path targets =
          Files.writeString(
              folder.resolve("targets.yaml"), Product.targets(clouds.endpoint(), "2s"));
      Map<String, String> settings = new HashMap<>();
      settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
      settings.put("caravan.targets", "file:" + targets);
      try (Product product = Product.start(port, settings, Product.credentials())) {
        String poll = product.awaitLine(World.SOON, line -> line.contains(" api=huawei-vpn"));
        String scope = poll.replaceAll(".* scope=(\\S+) .*", "$1");
        String named = "?scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8);

        // Nothing is on, and nothing can be on that does not exist.
        assertEquals(0, ask(port, "GET", "").json().get("traces").size());
        assertEquals(400, ask(port, "POST", "").status());
        assertEquals(400, ask(port, "POST", named + "&for=2h").status());
        assertEquals(400, ask(port, "POST", named + "&fro=2m").status());
        Told slip = ask(port, "POST", "?account=huawai");
        assertEquals(404, slip.status());
        assertTrue(slip.json().get("error").textValue().contains("huawei"), slip::toString);
        assertEquals(403, ask(port, "POST", named, "Origin", "https://x.example").status());
        assertEquals(403, ask(port, "POST", named, "X-Forwarded-For", "203.0.113.1").status());
        assertEquals(405, ask(port, "PUT", named).status());
        assertEquals(403, statusFor(port, "127.0.0.1", "evil.example"));
        assertEquals(403, statusFor(port, "127.0.0.1", "evil.example:" + port));
        assertEquals(200, statusFor(port, "127.0.0.1", "localhost:" + port));
        // Loopback alone is listened on, and not all of it is this machine for control.
        assertThrows(ConnectException.class, () -> statusFor(port, "127.0.0.2", "localhost"));
        assertEquals(403, statusFor(port, "127.0.0.6", "127.0.0.1", "localhost"));
        assertFalse(product.log().stream().anyMatch(line -> line.contains("[trace] ")));

        // On: only this scope, and counted.
        Told begun = ask(port, "POST", named + "&for=30m");
        assertEquals(200, begun.status(), begun::toString);
        assertEquals(1, begun.json().get("scopes_polled_here").intValue());
        product.awaitLine(World.SOON, line -> line.contains("[trace] answer scope=" + scope));
        assertTrue(product.get("/observe/metrics").contains("caravan_traces_active 1.0"));
        JsonNode shown = ask(port, "GET", "").json().at("/traces/0");
        assertEquals(scope, shown.get("scope").textValue());
        assertTrue(shown.get("messages").intValue() >= 2);
        assertFalse(
            product.log().stream()
                .anyMatch(line -> line.contains("[trace] answer scope=tencent_cloud")));

        // Off again by itself, and by somebody.
        assertEquals(200, ask(port, "POST", "?account=ctyun&for=3s").status());
        product.awaitLine(World.SOON, line -> line.contains("[trace] answer scope=ctyun/"));
        product.awaitLine(World.SOON, line -> line.contains("[trace] trace ends account=ctyun"));
        assertEquals(1, ask(port, "DELETE", named).json().get("traces").size());
        assertTrue(product.get("/observe/metrics").contains("caravan_traces_active 0.0"));

        // Ends with the service.
        ask(port, "POST", named);
        // Not with Product.stop, which closes the log before the last lines are written.
        new ProcessBuilder("kill", Long.toString(product.pid())).start().waitFor();
        product.awaitEnd(World.SOON);
        String log = String.join("\n", product.log());
        assertTrue(log.contains("the service stops"), log);
        for (String secret : Product.secrets()) {
          assertFalse(log.contains(secret), "a secret was logged");
        }
      }

      settings.put("quarkus.management.host", "0.0.0.0");
      try (Product product = Product.start(port, settings, Product.credentials())) {
        product.awaitLine(World.SOON, line -> line.contains("Management interface listening"));
        assertEquals(403, statusFor(port, "127.0.0.2", "127.0.0.2", "localhost"));
        assertEquals(403, statusFor(port, "127.0.0.1", "127.0.0.2"));
        assertEquals(200, statusFor(port, "127.0.0.1", "localhost"));
      }

      settings.put("caravan.trace.control", "nobody");
      try (Product product = Product.start(port, settings, Product.credentials())) {
        product.awaitLine(World.SOON, line -> line.contains("Management interface listening"));
        assertEquals(404, ask(port, "GET", "").status());
      }
    }
  }

  /** Status for a request with some name in {@code Host}, as a web page could have it sent. */
  private static int statusFor(int port, String address, String host) throws IOException {
    return statusFor(port, "127.0.0.1", address, host);
  }

  /** The same from another address of this machine, as the proxy of a service mesh has one. */
  private static int statusFor(int port, String from, String address, String host)
      throws IOException {
    try (Socket socket = new Socket(address, port, InetAddress.getByName(from), 0)) {
      String request =
          "GET /observe/trace HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }
}
