package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The search for secrets has to find some, or it proves nothing. */
class PlantedSecretsTest {

  private static final String SECRET = "SK/EXAMPLE+key=of&'somebody\"<\\>";

  private final PlantedSecrets planted = new PlantedSecrets().plant("key", SECRET);

  static Stream<String> leaks() throws JsonProcessingException {
    String once = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    return Stream.of(
        SECRET,
        once,
        URLEncoder.encode(once, StandardCharsets.UTF_8),
        once.replace("%2F", "%2f")
            .replace("%2B", "%2b")
            .replace("%3D", "%3d")
            .replace("%3C", "%3c")
            .replace("%3E", "%3e")
            .replace("%5C", "%5c"),
        new ObjectMapper().writeValueAsString(SECRET),
        new ObjectMapper().writeValueAsString("a " + SECRET).replace("/", "\\/"),
        Base64.getEncoder().encodeToString(utf8(SECRET)),
        Base64.getEncoder().encodeToString(utf8("u:" + SECRET)),
        Base64.getEncoder().encodeToString(utf8("me:" + SECRET + "!")),
        Base64.getEncoder().encodeToString(utf8("user:" + SECRET + "and more")),
        Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(SECRET)),
        Base64.getUrlEncoder().encodeToString(utf8("me:" + SECRET)),
        HexFormat.of().formatHex(utf8("x" + SECRET)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("leaks")
  void leakIsFound(String leak) {
    List<String> found = planted.in("the log", "first line\nAuthorization: Basic " + leak + "\n");
    assertFalse(found.isEmpty());
    assertTrue(found.get(0).startsWith("the log shows the key as "), found::toString);
  }

  @Test
  void beginningOfASecretIsFoundBeforeACut() {
    PlantedSecrets beginning = new PlantedSecrets().plant("key", SECRET.substring(0, 18));
    assertEquals(1, beginning.in("a message", "it was SK/EXAMPLE+key=of&'some").size());
  }

  @Test
  void signatureIsFound() {
    String signature = "0123456789abcdef".repeat(4);
    PlantedSecrets signed = new PlantedSecrets().signatures(Stream.of(signature));
    assertEquals(1, signed.in("the log", "Signature=" + signature + ",").size());
    assertEquals(List.of(), signed.in("the log", "sha256=" + "f".repeat(64)));
  }

  @Test
  void otherTextIsNoLeak() {
    assertEquals(List.of(), planted.in("the log", "SK [redacted] key id"));
  }
}
