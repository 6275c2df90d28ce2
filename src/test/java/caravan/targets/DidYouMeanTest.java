package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {

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
    assertEquals(Optional.of(name), DidYouMean.find(text, NAMES));
  }

  @Test
  void wordThatIsFarFromAllFindsNone() {
    assertEquals(Optional.empty(), DidYouMean.find("colour", NAMES));
    assertEquals(Optional.empty(), DidYouMean.find("", NAMES));
  }

  @Test
  void remedyListsAllNamesWhenNoneIsNear() {
    assertEquals("Known: a, b.", DidYouMean.remedy("xyz", List.of("a", "b"), "Known"));
    assertEquals("Known: none.", DidYouMean.remedy("xyz", List.of(), "Known"));
  }
}
