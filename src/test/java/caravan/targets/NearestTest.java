package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> NAMES =
      List.of("api", "account", "resources", "region", "users", "every", "pageSize");

  @ParameterizedTest
  @CsvSource({
    "resource, resources",
    "Resources, resources",
    "pagesize, pageSize",
    "page_size, pageSize",
    "evrey, every",
    "aip, api",
    "user, users"
  })
  void slipOfTheFingerFindsItsName(String text, String name) {
    assertEquals(Optional.of(name), Nearest.find(text, NAMES));
  }

  @Test
  void wordThatIsFarFromAllFindsNone() {
    assertEquals(Optional.empty(), Nearest.find("colour", NAMES));
    assertEquals(Optional.empty(), Nearest.find("", NAMES));
  }

  @Test
  void remedyListsAllNamesWhenNoneIsNear() {
    assertEquals("Known: a, b.", Nearest.remedy("xyz", List.of("a", "b"), "Known"));
    assertEquals("Known: none.", Nearest.remedy("xyz", List.of(), "Known"));
  }
}
