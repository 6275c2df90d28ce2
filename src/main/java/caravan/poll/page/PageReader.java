package caravan.poll.page;

import caravan.model.Api;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.Reply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Reads a page from an answer: envelope, rows, and the vendor's own figures. */
@Singleton
@Named("pageReader")
public final class PageReader {

  private static final int MAX_REQUEST_ID = 512;

  private final PollSettings settings;

  public PageReader(PollSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads the answer to the current cursor of a poll. An error answer becomes a page without rows;
   * the vendor's table of errors decides what it means.
   *
   * @throws PageFailure if a successful answer cannot be read; has its body, for a dead letter
   */
  public Page read(@ExchangeProperty("poll") Poll poll, @Body Reply reply) throws PageFailure {
    Api api = poll.scope().api();
    byte[] bytes = reply.body();
    int status = reply.status();
    PageParser.Parsed parsed =
        status / 100 == 2
            ? new PageParser(api, settings.maxPageRows()).parse(bytes, status)
            : new PageParser.Parsed(PageParser.lenient(bytes), List.of(), true);
    JsonNode envelope = parsed.envelope();
    Long pages = number(envelope, api.record().pages());
    return new Page(
        poll.walk().cursor().page(),
        status,
        bytes.length,
        parsed.rows(),
        envelope,
        number(envelope, api.record().total()),
        pages == null || pages > Integer.MAX_VALUE ? null : pages.intValue(),
        requestId(envelope, api.record().requestId()),
        poll.now(),
        marker(envelope, api.paging().nextMarker()),
        parsed.listed() ? null : api.record().items());
  }

  /** A count at a dotted path; vendors write it as a number or as text. */
  private static Long number(JsonNode envelope, String path) {
    JsonNode node = at(envelope, path);
    if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
      return node.longValue();
    }
    if (node.isTextual() && node.textValue().matches("[0-9]{1,18}")) {
      return Long.valueOf(node.textValue());
    }
    return null;
  }

  /** Every event of the page repeats it, so an overlong text is ignored. */
  private static String requestId(JsonNode envelope, String path) {
    JsonNode node = at(envelope, path);
    int length = node.isTextual() ? node.textValue().length() : 0;
    return length > 0 && length <= MAX_REQUEST_ID ? node.textValue() : null;
  }

  /** Whatever the vendor states goes back as it is; null and an empty text are no marker. */
  private static String marker(JsonNode envelope, String path) {
    JsonNode node = at(envelope, path);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    String marker = node.isValueNode() ? node.asText() : node.toString();
    return marker.isEmpty() ? null : marker;
  }

  private static JsonNode at(JsonNode envelope, String path) {
    return path.isEmpty() ? MissingNode.getInstance() : envelope.at("/" + path.replace('.', '/'));
  }
}
