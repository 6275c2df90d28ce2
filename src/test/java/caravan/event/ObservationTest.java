package caravan.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.DatabaseAccount.Details;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private static Observation with(List<Quality> quality) {
    Observation plain = Fixtures.connection("a", 1, Fixtures.place(0, 0));
    return Observation.of(
        plain.subject(),
        null,
        new ConnectionFacts(FactsOf.client(plain.facts()), FactsOf.connection(plain.facts()), null),
        quality,
        plain.raw(),
        plain.place());
  }

  @Test
  void sizeCountsFactsThatAreNotMaterial() {
    assertEquals(",\"label\":\"xxx\"".length(), labelled("xxx").size() - labelled(null).size());
  }

  private static Observation labelled(String label) {
    Observation plain = Fixtures.connection("a", 1, Fixtures.place(0, 0));
    DatabaseAccount account =
        new DatabaseAccount(
            "-",
            "a",
            false,
            List.of(),
            null,
            null,
            new Details(null, null, null, null, null, label));
    return Observation.of("a", null, account, List.of(), plain.raw(), plain.place());
  }

  @Test
  void sizeCountsTheDoubts() {
    // Given
    Quality doubt = new Quality("unknown_field", "raw.record", "\u0001".repeat(100));

    // When
    int more = with(List.of(doubt)).size() - with(List.of()).size();

    // Then
    String json =
        "{\"code\":\"unknown_field\",\"detail\":\""
            + "\\u0001".repeat(100)
            + "\",\"path\":\"raw.record\"}";
    assertEquals(json.length(), more);
  }
}
