package caravan.poll.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageReaderTest {

  private final PageReader reader =
      new PageReader(
          SettingsFixture.settings(PollSettings.class, "caravan.poll.max-page-rows", "3"));
  private final Poll ctyun = Fixtures.poll(Fixtures.scope(Fixtures.CTYUN));

  private Page read(Poll poll, int status, String body) throws PageFailure {
    return reader.read(poll, Begun.reply(status, body.getBytes(UTF_8)));
  }

  @Test
  void pageHoldsWhatTheAnswerStates() throws PageFailure {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    poll.walk().advance(new Cursor(4, 4000, 1000));

    // When
    Page page =
        read(
            poll,
            200,
            "{\"Response\":{\"TotalCount\":4001,\"Clients\":[{\"IP\":\"10.0.0.1\"}],"
                + "\"RequestId\":\"r-1\"}}");

    // Then
    assertEquals(4, page.number());
    assertEquals(200, page.status());
    assertEquals(4001L, page.declaredTotal());
    assertNull(page.declaredPages());
    assertEquals("r-1", page.requestId());
    assertEquals(Fixtures.READ, page.observedAt());
    assertEquals("{\"IP\":\"10.0.0.1\"}", page.rows().iterator().next().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2",
    "'\"2\"', 2",
    "0, 0",
    "'\"0\"', 0",
    "9223372036854775807, 9223372036854775807",
    "'\"999999999999999999\"', 999999999999999999"
  })
  void totalMayBeANumberOrText(String stated, long expected) throws PageFailure {
    assertEquals(expected, total(stated));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "-1",
        "\"-1\"",
        "2.0",
        "2e3",
        "\"2.0\"",
        "\"two\"",
        "\" 2\"",
        "\"\"",
        "true",
        "[]",
        "{}",
        "9223372036854775808",
        "\"9999999999999999999\"",
        "\"\u0661\""
      })
  void totalThatIsNoCountIsNotStated(String stated) throws PageFailure {
    assertNull(total(stated));
  }

  private Long total(String stated) throws PageFailure {
    return read(ctyun, 200, "{\"returnObj\":{\"total\":" + stated + "}}").declaredTotal();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"3, 3", "'\"3\"', 3", "null, none", "2147483647, 2147483647", "2147483648, none"})
  void numberOfPagesMayBeANumberOrText(String stated, Integer expected) throws PageFailure {
    String body = "{\"returnObj\":{\"pages\":" + stated + "}}";
    assertEquals(expected, read(ctyun, 200, body).declaredPages());
  }

  @Test
  void requestIdWithoutBoundIsNotTakenIntoEveryEvent() throws PageFailure {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI));
    String longest = "r".repeat(512);
    assertEquals(longest, read(poll, 200, "{\"request_id\":\"" + longest + "\"}").requestId());
    assertNull(read(poll, 200, "{\"request_id\":\"" + longest + "r\"}").requestId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"request_id\":null}", "{\"request_id\":\"\"}", "{\"request_id\":7}"})
  void requestIdThatIsNoTextIsNotStated(String body) throws PageFailure {
    assertNull(read(Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI)), 200, body).requestId());
  }

  @Test
  void apiThatStatesNoFiguresHasNone() throws PageFailure {
    // When
    Page page =
        read(
            Fixtures.poll(Fixtures.scope(Fixtures.ALIBABA)),
            200,
            "{\"RequestId\":\"r\",\"\":7,\"Users\":{\"User\":[]},\"total_count\":9}");

    // Then
    assertNull(page.declaredPages());
    assertEquals("r", page.requestId());
    assertFalse(page.rows().iterator().hasNext());
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 302, 400, 404, 429, 500, 503})
  void errorAnswerIsAPageWithoutRows(int status) throws PageFailure {
    // When
    Page page =
        read(
            Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI)),
            status,
            "{\"code\":\"VPN.0004\",\"connections\":[1],\"request_id\":\"r\"}");

    // Then
    assertEquals(status, page.status());
    assertFalse(page.rows().iterator().hasNext());
    assertEquals("VPN.0004", page.envelope().get("code").textValue());
    assertEquals("r", page.requestId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>bad gateway</html>", "[1]", "{\"code\":"})
  void errorAnswerThatIsNoJsonIsAPageWithoutAnEnvelope(String body) throws PageFailure {
    Page page = read(ctyun, 502, body);
    assertTrue(page.envelope().isMissingNode());
    assertFalse(page.rows().iterator().hasNext());
    assertNull(page.declaredTotal());
  }

  @Test
  void answerWithoutABodyIsUnreadableUnlessItIsAnError() throws PageFailure {
    assertEquals(
        "empty_body",
        assertThrows(PageFailure.class, () -> reader.read(ctyun, Begun.reply(200, new byte[0])))
            .error()
            .code());
    assertEquals(503, reader.read(ctyun, Begun.reply(503, new byte[0])).status());
  }

  @Test
  void rowsOfAPageAreBoundedByTheSettings() {
    PageFailure failure =
        assertThrows(
            PageFailure.class, () -> read(ctyun, 200, "{\"returnObj\":{\"list\":[1,2,3,4]}}"));
    assertEquals("too_many_rows", failure.error().code());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"page_info\":{\"next_marker\":\"2025-06-11T07:30:02Z\"}} | 2025-06-11T07:30:02Z",
        "{\"page_info\":{\"next_marker\":17}} | 17",
        "{\"page_info\":{\"next_marker\":[1]}} | [1]",
        "{\"page_info\":{\"next_marker\":\"\"}} | none",
        "{\"page_info\":{\"next_marker\":null}} | none",
        "{\"page_info\":null} | none",
        "{} | none"
      })
  void markerOfTheNextPageIsTakenAsItIs(String body, String marker) throws PageFailure {
    Api api = Fixtures.api(Fixtures.HUAWEI, Map.of("paging.nextMarker", "page_info.next_marker"));
    assertEquals(marker, read(Fixtures.target(api).poll(), 200, body).nextMarker());
    assertNull(read(Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI)), 200, body).nextMarker());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"returnObj\":{\"list\":[]}} | none",
        "{\"returnObj\":{\"list\":null}} | returnObj.list",
        "{\"returnObj\":{}} | returnObj.list",
        "{\"returnObj\":null} | returnObj.list",
        "{\"list\":[]} | returnObj.list"
      })
  void listThatIsNotWhereTheSheetSaysIsNoted(String body, String missing) throws PageFailure {
    assertEquals(missing, read(ctyun, 200, body).missing());
    assertNull(read(ctyun, 500, body).missing());
  }
}
