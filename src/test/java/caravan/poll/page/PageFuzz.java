package caravan.poll.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.fuzz.Answered;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Listing;
import caravan.model.Api;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as the answer of any API. What is read is what Jackson reads when it builds a tree of
 * the whole; what is not is refused with a {@link PageFailure}.
 */
public final class PageFuzz implements FuzzTarget {

  private static final int MAX_ROWS = 100;
  private static final int MAX_MESSAGE = 1024;
  private static final int MAX_REQUEST_ID = 512;
  private static final List<Integer> STATUSES = List.of(200, 204, 299, 300, 404, 503);

  private static final ObjectMapper TREES =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final PageReader reader =
      new PageReader(
          SettingsFixture.settings(
              PollSettings.class, "caravan.poll.max-page-rows", Integer.toString(MAX_ROWS)));

  @Override
  public boolean takes(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    Poll poll = Fixtures.poll(choices.one(Listing.ALL).scope());
    int status = choices.one(STATUSES);
    byte[] body = choices.rest();
    try {
      Page page = reader.read(poll, Begun.reply(status, body));
      List<JsonNode> rows = rows(page);
      assertTrue(rows.size() <= MAX_ROWS, "too many rows");
      assertEquals(rows, rows(page), "walked again, the rows are others");
      assertTrue(page.requestId() == null || page.requestId().length() <= MAX_REQUEST_ID);
      assertTrue(page.declaredTotal() == null || page.declaredTotal() >= 0);
      if (status < 300) {
        assertWhole(poll.scope().api(), body, page, rows);
      }
      return status < 300;
    } catch (PageFailure refused) {
      assertTrue(status < 300, "an error answer is never refused here");
      assertFalse(refused.error().code().isEmpty());
      assertTrue(refused.error().message().length() <= MAX_MESSAGE);
      return false;
    }
  }

  private static List<JsonNode> rows(Page page) {
    List<JsonNode> rows = new ArrayList<>();
    page.rows().forEach(rows::add);
    return rows;
  }

  /** Envelope and rows together are the tree of the whole answer. */
  private static void assertWhole(Api api, byte[] body, Page page, List<JsonNode> rows)
      throws IOException {
    JsonNode whole;
    try {
      whole = TREES.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("read, though it is no JSON", e);
    }
    List<String> path = List.of(api.record().items().split("\\."));
    JsonNode holder = whole;
    for (String name : path.subList(0, path.size() - 1)) {
      holder = holder.path(name);
    }
    String last = path.get(path.size() - 1);
    JsonNode items = holder.path(last);
    if (api.record().single()) {
      ObjectNode row = ((ObjectNode) (last.isEmpty() ? holder : items)).deepCopy();
      row.remove(api.record().omit());
      assertEquals(List.of(row), rows);
    } else {
      List<JsonNode> expected = new ArrayList<>();
      items.forEach(expected::add);
      assertEquals(expected, rows);
      if (holder instanceof ObjectNode object) {
        object.remove(last);
      }
    }
    assertEquals(whole, page.envelope());
  }

  @Override
  public List<byte[]> seeds() {
    return Answered.all(0);
  }
}
