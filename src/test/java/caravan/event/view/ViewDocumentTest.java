package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ViewDocumentTest {

  private final ViewDocument document = new ViewDocument();

  private String json() {
    return document.json(16);
  }

  @Test
  void membersAreSortedWhateverTheOrderTheyCameIn() {
    document.put("b", 1L).put("a", "x").put("C", false);
    assertEquals("{\"C\":false,\"a\":\"x\",\"b\":1}", json());
  }

  @Test
  void nullIsLeftOut() {
    document.put("a", (String) null).put("b", (Long) null).put("c", null);
    assertEquals("{}", json());
  }

  @Test
  void objectWithoutMembersIsLeftOut() {
    document.in("a").in("b").put("c", (String) null);
    document.put("d", new ViewDocument());
    assertEquals("{}", json());
  }

  @Test
  void emptyListIsAFact() {
    document.put("a", List.of());
    assertEquals("{\"a\":[]}", json());
  }

  @Test
  void objectIsTheSameEachTimeItIsAskedFor() {
    document.in("a").put("c", 2);
    document.in("a").put("b", 1);
    assertEquals("{\"a\":{\"b\":1,\"c\":2}}", json());
  }

  @Test
  void listsKeepTheirOrder() {
    document
        .put("a", List.of(new ViewDocument().put("z", 1), new ViewDocument().put("y", 2)))
        .put("b", List.of("2", "1"));
    assertEquals("{\"a\":[{\"z\":1},{\"y\":2}],\"b\":[\"2\",\"1\"]}", json());
  }
}
