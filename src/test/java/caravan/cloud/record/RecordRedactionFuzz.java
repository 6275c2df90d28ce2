package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Raw;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any JSON value with a secret in it: the secret goes, the value stays, and twice is as once. */
public final class RecordRedactionFuzz implements FuzzTarget {

  private static final String SECRET = "s3cret-of-a-member";
  private static final List<String> NAMES =
      List.of("password", "X-Auth-Token", "private_key", "accessKeyId", "dbPASSWDhash");

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    String name = choices.one(NAMES);
    String host = choices.one(List.of("host", "[::1]", "h:80"));
    JsonNode value = choices.json();
    if (value.toString().contains(SECRET)) {
      return false; // The fuzzer has seen it, and put it where nothing says that it is one.
    }
    if (value instanceof ObjectNode object) {
      object.put(name, SECRET);
      object.put("x", "https://u:" + SECRET + "@" + host + "/a?b=" + SECRET + "#" + SECRET);
      object.putObject(name + "s").put("y", SECRET);
    }
    JsonNode before = value.deepCopy();
    JsonNode safe = RecordRedaction.of(value);
    assertEquals(before, value, "the value was changed");
    assertEquals(safe, RecordRedaction.of(safe), "twice is not as once");
    Raw raw = Normalized.raw(value);
    assertFalse(raw.record().contains(SECRET), raw.record());
    assertTrue(raw.record().getBytes(StandardCharsets.UTF_8).length <= Records.MAX_BYTES);
    return true;
  }

  @Override
  public List<byte[]> seeds() {
    return Choices.seeds().stream()
        .flatMap(seed -> List.of(Choices.input(seed), Choices.input(seed, 0, 0, 8)).stream())
        .toList();
  }
}
