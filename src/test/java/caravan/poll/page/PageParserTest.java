package caravan.poll.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PageFailure;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageParserTest {

  private static final int MAX_ROWS = 5;
  private static final Api TENCENT = Fixtures.api(Fixtures.TENCENT);
  private static final Api SSL = Fixtures.api(Fixtures.TENCENT_SSL);
  private static final Api HUAWEI = Fixtures.api(Fixtures.HUAWEI);
  private static final Api ALIBABA = Fixtures.api(Fixtures.ALIBABA);

  /** A page with what JSON can hold: escapes, all lengths of UTF-8, all kinds of numbers. */
  private static final String SAMPLE =
      "{\"Response\": {\"TotalCount\": 3, \"Clients\": [{\"IP\":\"10.0.0.1\",\"Count\":12,"
          + "\"InternalService\":true},\n{\"IP\":\"\u00e4\u8fde\ud83d\ude80\\u0041\\n\\\"\","
          + "\"Count\":-1.5e+3,\"More\":{\"a\":[null,false,{}]}}, \"text\"],"
          + "\"RequestId\":\"r-1\"}, \"x\":[1,2]}";

  private static PageParser.Parsed parse(Api api, String body) throws PageFailure {
    return parse(api, body.getBytes(UTF_8));
  }

  private static PageParser.Parsed parse(Api api, byte[] body) throws PageFailure {
    return new PageParser(api, MAX_ROWS).parse(body, 200);
  }

  private static PageFailure refusal(Api api, String body) {
    return assertThrows(PageFailure.class, () -> parse(api, body));
  }

  private static List<JsonNode> rows(PageParser.Parsed parsed) {
    List<JsonNode> rows = new ArrayList<>();
    parsed.rows().forEach(rows::add);
    return rows;
  }

  @Test
  void rowsAndEnvelopeAreTakenApart() throws PageFailure {
    // When
    PageParser.Parsed parsed = parse(TENCENT, SAMPLE);

    // Then
    assertEquals(
        Fixtures.json("{\"Response\":{\"TotalCount\":3,\"RequestId\":\"r-1\"},\"x\":[1,2]}"),
        parsed.envelope());
    JsonNode whole = Fixtures.json(SAMPLE).at("/Response/Clients");
    assertEquals(List.of(whole.get(0), whole.get(1), whole.get(2)), rows(parsed));
  }

  @Test
  void rowsCanBeWalkedAgainAndSideBySide() throws PageFailure {
    // Given
    PageParser.Parsed parsed = parse(TENCENT, SAMPLE);
    Iterator<JsonNode> one = parsed.rows().iterator();
    Iterator<JsonNode> other = parsed.rows().iterator();

    // Then
    assertEquals(one.next(), other.next());
    assertEquals(one.next(), other.next());
    assertEquals(rows(parsed), rows(parsed));
    assertEquals(3, rows(parsed).size());
  }

  @Test
  void walkEndsWithTheLastRow() throws PageFailure {
    // Given
    Iterator<JsonNode> rows = parse(HUAWEI, "{\"connections\":[{}]}").rows().iterator();

    // When
    rows.next();

    // Then
    assertFalse(rows.hasNext());
    assertFalse(rows.hasNext());
    assertThrows(NoSuchElementException.class, rows::next);
  }

  @Test
  void rowsAreParsedOnlyWhenTheyAreWalked() throws PageFailure {
    // Given
    byte[] body = "{\"connections\":[{\"n\":1},{\"n\":2}]}".getBytes(UTF_8);
    Iterator<JsonNode> rows = parse(HUAWEI, body).rows().iterator();
    rows.next();

    // When
    body[new String(body, UTF_8).indexOf('2')] = '7';

    // Then
    assertEquals(7, rows.next().get("n").intValue());
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"connections\":[]}', 0",
    "'{\"connections\":null}', 0",
    "'{\"total_count\":0}', 0",
    "'{}', 0",
    "'{\"connections\":[null,1,\"a\",[2]]}', 4"
  })
  void missingAndNullListsAreEmptyAndRowsMayBeAnything(String body, int rows) throws PageFailure {
    assertEquals(rows, rows(parse(HUAWEI, body)).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"RequestId\":\"r\"}",
        "{\"Users\":null}",
        "{\"Users\":{}}",
        "{\"Users\":{\"User\":null}}",
        "{\"Users\":{\"User\":[]}}"
      })
  void nestedListMayBeMissingOnEveryLevel(String body) throws PageFailure {
    assertEquals(List.of(), rows(parse(ALIBABA, body)));
  }

  @Test
  void listOfTheSameNameElsewhereIsNotTheRows() throws PageFailure {
    // When
    PageParser.Parsed parsed =
        parse(
            ALIBABA,
            "{\"User\":[1],\"meta\":{\"Users\":{\"User\":[2]}},"
                + "\"Users\":{\"x\":{\"User\":[3]},\"User\":[4]}}");

    // Then
    assertEquals(List.of(Fixtures.json("4")), rows(parsed));
    assertEquals(
        Fixtures.json(
            "{\"User\":[1],\"meta\":{\"Users\":{\"User\":[2]}},\"Users\":{\"x\":{\"User\":[3]}}}"),
        parsed.envelope());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " \r\n\t "})
  void bodyWithoutContentIsRefused(String body) {
    assertEquals("empty_body", refusal(HUAWEI, body).error().code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body>Bad gateway</body></html>",
        "  \n<?xml version=\"1.0\"?><Error/>"
      })
  void markupIsRefusedAndNamed(String body) {
    // When
    PageFailure failure = refusal(HUAWEI, body);

    // Then
    assertEquals("not_json", failure.error().code());
    assertEquals("vendor_error", failure.error().reason());
    assertEquals(200, failure.error().httpStatus());
    assertEquals(Failure.AMBIGUOUS, failure.error().failure());
    assertEquals(body, new String(failure.body(), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"connections\":[]}]", "\"text\"", "1", "null", "true"})
  void answerThatIsNoObjectIsRefused(String body) {
    assertEquals("not_an_object", refusal(HUAWEI, body).error().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "\"x\"", "1", "true", "{\"connection_id\":\"a\"}"})
  void rowsThatAreNoListAreRefused(String value) {
    PageFailure failure = refusal(HUAWEI, "{\"connections\":" + value + "}");
    assertEquals("unexpected_shape", failure.error().code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"connections\":[]}x",
        "{\"connections\":[]}{}",
        "{\"connections\":[]},",
        "{\"connections\":[]}]",
        "{\"connections\":[]} null",
        "{\"connections\":[1,]}",
        "{\"connections\":[1 2]}",
        "{\"connections\":[{\"a\":01}]}",
        "{\"connections\":[{\"a\":NaN}]}",
        "{\"connections\":[{'a':1}]}",
        "{\"connections\":[{\"a\":\"\\x\"}]}",
        "{\"connections\":[{\"a\":\"\n\"}]}",
        "{connections:[]}",
        "// c\n{\"connections\":[]}"
      })
  void answerThatIsNotQuiteJsonIsRefused(String body) {
    assertEquals("unreadable_json", refusal(HUAWEI, body).error().code());
  }

  @Test
  void answerCutOffAtAnyByteGivesNoRows() {
    byte[] whole = SAMPLE.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      PageFailure failure =
          assertThrows(PageFailure.class, () -> parse(TENCENT, cut), () -> new String(cut, UTF_8));
      assertSame(cut, failure.body());
    }
  }

  @Test
  void answerWithAnyByteChangedIsRefusedOrCanBeWalkedToItsEnd() {
    byte[] whole = SAMPLE.getBytes(UTF_8);
    int refused = 0;
    int walked = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int value : new int[] {0, ' ', '"', '\\', '{', ']', ',', '7', 0x80, 0xc3, 0xed, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] = (byte) value;
        try {
          rows(parse(TENCENT, changed));
          walked++;
        } catch (PageFailure failure) {
          refused++;
        }
      }
    }
    assertTrue(refused > walked && walked > 100, refused + " refused, " + walked + " walked");
  }

  @Test
  void halfASurrogatePairInItsBytesIsRefused() {
    byte[] body = SAMPLE.getBytes(UTF_8);
    int at = SAMPLE.indexOf("10.");
    body[at] = (byte) 0xed;
    body[at + 1] = (byte) 0xbf;
    body[at + 2] = (byte) 0x9e;
    PageFailure failure = assertThrows(PageFailure.class, () -> parse(TENCENT, body));
    assertEquals("unreadable_json", failure.error().code());
  }

  @Test
  void byteOrderMarkIsSkipped() throws PageFailure {
    PageParser.Parsed parsed = parse(TENCENT, "\ufeff" + SAMPLE);
    assertEquals(rows(parse(TENCENT, SAMPLE)), rows(parsed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE"})
  void rowsInAnotherEncodingAreRefused(String charset) {
    byte[] body = SAMPLE.getBytes(Charset.forName(charset));
    PageFailure failure = assertThrows(PageFailure.class, () -> parse(TENCENT, body));
    assertEquals("unreadable_json", failure.error().code());
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] body =
        "{\"connections\":[{\"client_user_name\":\"J\u00fcrgen\"}]}"
            .getBytes(StandardCharsets.ISO_8859_1);
    PageFailure failure = assertThrows(PageFailure.class, () -> parse(HUAWEI, body));
    assertEquals("unreadable_json", failure.error().code());
  }

  @Test
  void nestingIsBounded() throws PageFailure {
    // Given
    String open = "[".repeat(50);
    String close = "]".repeat(50);
    String deepest = "[".repeat(100_000);

    // Then
    assertEquals(1, rows(parse(HUAWEI, "{\"connections\":[" + open + close + "]}")).size());
    assertEquals("unreadable_json", refusal(HUAWEI, "{\"connections\":[" + deepest).error().code());
    assertEquals("unreadable_json", refusal(HUAWEI, "{\"other\":" + deepest).error().code());
  }

  @Test
  void numberOfThreeHundredDigitsKeepsThemAll() throws PageFailure {
    // Given
    String digits = "9".repeat(300);

    // When
    JsonNode row = rows(parse(HUAWEI, "{\"connections\":[{\"n\":" + digits + "}]}")).get(0);

    // Then
    assertEquals(digits, row.get("n").bigIntegerValue().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "-9", "0.9", "9e9"})
  void numberWithoutBoundIsRefusedBeforeAnyRowIsWalked(String start) {
    String number = start + "9".repeat(2_000);
    PageFailure failure = refusal(HUAWEI, "{\"connections\":[{\"n\":" + number + "}]}");
    assertEquals("unreadable_json", failure.error().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-1e99999999999", "1.5e-99999999999"})
  void exponentWithoutBoundIsRefusedBeforeAnyRowIsWalked(String number) {
    for (String body :
        List.of(
            "{\"connections\":[{\"n\":1},{\"n\":" + number + "}]}",
            "{\"connections\":[{\"n\":1},{\"more\":{\"n\":[" + number + "]}}]}",
            "{\"connections\":[{\"n\":1}," + number + "]}",
            "{\"connections\":[],\"total_count\":" + number + "}")) {
      PageFailure refusal = refusal(HUAWEI, body);
      assertEquals("unreadable_json", refusal.error().code());
      assertEquals(body, new String(refusal.body(), UTF_8));
      assertTrue(PageParser.lenient(body.getBytes(UTF_8)).isMissingNode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483648", "1e2147483647", "1e1000000001", "1e-1000000001"})
  void exponentOfARowHasTheSameBoundOnEveryJavaVersion(String number) {
    PageFailure failure = refusal(HUAWEI, "{\"connections\":[{\"n\":" + number + "}]}");
    assertEquals("unreadable_json", failure.error().code());
  }

  @Test
  void memberThatComesTwiceCountsTheLastTime() throws PageFailure {
    // When
    PageParser.Parsed parsed =
        parse(HUAWEI, "{\"total_count\":2,\"connections\":[{\"a\":3,\"a\":4}],\"total_count\":1}");

    // Then
    assertEquals(List.of(Fixtures.json("{\"a\":4}")), rows(parsed));
    assertEquals(1, parsed.envelope().get("total_count").intValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Users\":{\"User\":[{\"a\":1}],\"User\":[{\"a\":2}]}}",
        "{\"Users\":{\"User\":[{\"a\":1}],\"User\":null}}",
        "{\"Users\":{\"User\":[{\"a\":1}]},\"Users\":{}}",
        "{\"Users\":null,\"Users\":{\"User\":[{\"a\":1}]}}"
      })
  void listThatComesTwiceIsRefused(String body) {
    assertEquals("unexpected_shape", refusal(ALIBABA, body).error().code());
  }

  @Test
  void pageWithMoreRowsThanAllowedIsRefused() throws PageFailure {
    assertEquals(5, rows(parse(HUAWEI, "{\"connections\":[1,2,3,4,5]}")).size());
    assertEquals(
        "too_many_rows", refusal(HUAWEI, "{\"connections\":[1,2,3,4,5,6]}").error().code());
  }

  @Test
  void onlyRowIsTheObjectWithoutWhatBelongsToTheEnvelope() throws PageFailure {
    // When
    PageParser.Parsed parsed =
        parse(SSL, "{\"Response\":{\"Status\":1,\"CertUrl\":null,\"RequestId\":\"r\"}}");

    // Then
    assertEquals(List.of(Fixtures.json("{\"Status\":1,\"CertUrl\":null}")), rows(parsed));
    assertEquals("r", parsed.envelope().at("/Response/RequestId").textValue());
    assertEquals(rows(parsed), rows(parsed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"Response\":null}", "{\"Response\":[]}", "{\"Response\":1}"})
  void onlyRowThatIsNoObjectIsRefused(String body) {
    assertEquals("unexpected_shape", refusal(SSL, body).error().code());
  }

  @Test
  void messageNamesTheSize() {
    assertEquals(
        "the answer is not a JSON object (2 bytes)", refusal(HUAWEI, "[]").error().message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "<html>", "{\"a\":", "null", "\"x\""})
  void errorBodyThatIsNoObjectIsTakenAsMissing(String body) {
    assertTrue(PageParser.lenient(body.getBytes(UTF_8)).isMissingNode());
  }

  @Test
  void errorBodyIsReadAsFarAsItIsAnObject() {
    assertEquals(
        Fixtures.json("{\"code\":\"VPN.0004\"}"),
        PageParser.lenient("{\"code\":\"VPN.0004\"}".getBytes(UTF_8)));
  }

  @Test
  void errorBodyBeyondReasonIsNotRead() {
    String body = "{\"code\":\"" + "x".repeat(1024 * 1024) + "\"}";
    assertTrue(PageParser.lenient(body.getBytes(UTF_8)).isMissingNode());
  }

  /** Each of these takes dozens of bytes as a tree for each byte of its text. */
  static Stream<Arguments> amplifiers() {
    String values = "{},".repeat(30_000) + "{}";
    return Stream.of(
        Arguments.of("{\"connections\":[],\"more\":[" + values + "]}"),
        Arguments.of("{\"connections\":[{\"more\":[" + values + "]}]}"),
        Arguments.of("{\"connections\":[" + values.replace('}', ']').replace('{', '[') + "]}"),
        Arguments.of(
            IntStream.range(0, 30_000)
                .mapToObj(i -> "\"" + i + "\":" + i)
                .collect(Collectors.joining(",", "{\"connections\":[],", "}"))),
        Arguments.of("{\"connections\":[],\"more\":\"" + "x".repeat(600_000) + "\"}"),
        Arguments.of("{\"connections\":[{\"more\":\"" + "x".repeat(1_100_000) + "\"}]}"));
  }

  @ParameterizedTest
  @MethodSource("amplifiers")
  void answerThatTakesFarMoreMemoryThanItsTextIsRefused(String body) {
    PageFailure failure = refusal(HUAWEI, body);
    assertTrue(
        Set.of("page_too_large", "too_many_rows").contains(failure.error().code()),
        failure.error().toString());
    assertTrue(failure.body().length <= 2 * 64 * 1024 + 1);
  }

  @Test
  void nothingOfASmallEnvelopeIsMissing() throws PageFailure {
    String more = "[" + "{\"a\":[1,true,null]},".repeat(1_000) + "{}]";
    PageParser.Parsed parsed = parse(HUAWEI, "{\"connections\":[],\"more\":" + more + "}");
    assertEquals(Fixtures.json("{\"more\":" + more + "}"), parsed.envelope());
  }
}
