package caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.model.Credential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Known requests are equal to what the vendor's Go SDK signs; the file names its version. */
class CtyunSignatureTest {

  static Stream<Arguments> known() throws IOException {
    try (InputStream in =
        CtyunSignatureTest.class.getResourceAsStream("/simulator/ctyun-known-requests.json")) {
      JsonNode file = new ObjectMapper().readTree(in);
      return StreamSupport.stream(file.get("vectors").spliterator(), false)
          .map(request -> Arguments.of(request.get("name").asText(), request))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("known")
  void equalsTheVendorsGoSdk(String name, JsonNode known) {
    JsonNode request = known.get("request");
    JsonNode key = known.get("credentials");
    Map<String, String> headers = new TreeMap<>();
    request
        .get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    String query = request.get("raw_query").asText();
    Call call =
        new Call(
            Instant.EPOCH,
            Simulator.CTYUN_ACCOUNTS,
            request.get("method").asText(),
            request.get("path").asText() + (query.isEmpty() ? "" : "?" + query),
            headers,
            request.get("body").asText().getBytes(StandardCharsets.UTF_8));
    Credential credential =
        new Credential(
            key.get("access_key_id").asText(), key.get("secret_access_key").asText(), null);

    String signature =
        CtyunSignature.expected(call, credential, List.of("ctyun-eop-request-id", "eop-date"));

    assertEquals(
        known.get("expected").get("headers").get("Eop-Authorization").asText(),
        credential.accessKeyId() + " Headers=ctyun-eop-request-id;eop-date Signature=" + signature);
  }
}
