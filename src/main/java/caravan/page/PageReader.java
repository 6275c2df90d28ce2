package caravan.page;

import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.PollSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Makes a page of an answer's bytes: envelope, rows, and the vendor's own figures. */
@Singleton
@Named("pageReader")
public final class PageReader {

  private static final int SUCCESS = 200;
  private static final int FIRST_OTHER = 300;
  private static final int LONGEST_REQUEST_ID = 512;

  private final PollSettings settings;
  private final Clock clock;

  /** With the limits of {@code caravan.poll} and the clock that says when a page had been read. */
  public PageReader(PollSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Reads the answer to the current cursor of a poll. An error answer becomes a page without rows,
   * for the vendor's table of errors to judge.
   *
   * @throws PageFailure when a successful answer cannot be read; with its body, for a dead letter
   */
  public Page read(
      @ExchangeProperty("poll") Poll poll,
      @Body InputStream body,
      @Header(Exchange.HTTP_RESPONSE_CODE) int status)
      throws PageFailure {
    Api api = poll.scope().api();
    byte[] bytes = bytes(body);
    PageParser.Parsed parsed =
        status >= SUCCESS && status < FIRST_OTHER
            ? new PageParser(api, settings.maxPageRows()).parse(bytes, status)
            : new PageParser.Parsed(PageParser.lenient(bytes), List.of());
    JsonNode envelope = parsed.envelope();
    Long pages = number(envelope, api.record().pages());
    return new Page(
        poll.cursor().page(),
        status,
        bytes.length,
        parsed.rows(),
        envelope,
        number(envelope, api.record().total()),
        pages == null || pages > Integer.MAX_VALUE ? null : Integer.valueOf(pages.intValue()),
        requestId(envelope, api.record().requestId()),
        clock.instant());
  }

  /** The client has read the body already, so no reading can fail here. */
  private static byte[] bytes(InputStream body) throws PageFailure {
    try {
      return body == null ? new byte[0] : body.readAllBytes();
    } catch (IOException e) {
      throw new PageFailure(
          PollError.of(Failure.TRANSPORT, "unreadable_body", e.getMessage(), null), null);
    }
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

  /** It stands in every event of the page, so text beyond all measure is not taken for one. */
  private static String requestId(JsonNode envelope, String path) {
    JsonNode node = at(envelope, path);
    boolean isId =
        node.isTextual()
            && !node.textValue().isEmpty()
            && node.textValue().length() <= LONGEST_REQUEST_ID;
    return isId ? node.textValue() : null;
  }

  private static JsonNode at(JsonNode envelope, String path) {
    if (path.isEmpty()) {
      return MissingNode.getInstance();
    }
    JsonNode node = envelope;
    for (String name : path.split("\\.")) {
      node = node.path(name);
    }
    return node;
  }
}
