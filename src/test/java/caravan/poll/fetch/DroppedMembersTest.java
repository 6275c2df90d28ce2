package caravan.poll.fetch;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import caravan.Fixtures;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DroppedMembersTest {

  private final DroppedMembers list = of(Fixtures.TENCENT, "Key, detail.key");
  private final DroppedMembers single = of(Fixtures.TENCENT_SSL, "Key");

  private static DroppedMembers of(String api, String drop) {
    return new DroppedMembers(Fixtures.api(api, Map.of("row.drop", drop)));
  }

  private static String removed(DroppedMembers members, String body) {
    return new String(members.removedFrom(body.getBytes(UTF_8)), UTF_8);
  }

  private static String answer(String rows) {
    return "{\"Response\" : {\"Clients\": [" + rows + " ], \"Key\":\"envelope\"}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"Key\":\"s3cret\"} | {}",
        "{ \"Key\" : \"s3cret\" } | { }",
        "{\"Key\":\"s3cret\",\"a\":1.50} | {\"a\":1.50}",
        "{\"a\":1 , \"Key\":\"s3cret\"} | {\"a\":1 }",
        "{\"a\":1,\"Key\":\"s3cret\" , \"b\":\"é\"} | {\"a\":1,\"b\":\"é\"}",
        "{\"Key\":[{\"s3cret\":{}}],\"Key\":{\"x\":[\"s3cret\"]}} | {}",
        "{\"a\":1,\"\\u004bey\":\"s3cret\",\"Key\":\"s3cret\",\"b\":2} | {\"a\":1,\"b\":2}",
        "{\"Key\":null},[{\"Key\":7}],8,{\"key\":1} | {},[{}],8,{\"key\":1}",
        "{\"detail\":{\"key\":\"s3cret\",\"Key\":1},\"Key\":2} | {\"detail\":{\"Key\":1}}",
        "{\"detail\":[{\"key\":\"s3cret\"},[{\"a\":1,\"key\":2}]]} | {\"detail\":[{},[{\"a\":1}]]}"
      })
  void membersOfRowsGoAndAllOtherBytesStay(String rows, String left) {
    assertEquals(answer(left), removed(list, answer(rows)));
  }

  @Test
  void singleRowLosesItsMembers() {
    assertEquals(
        "{\"Response\":{\"a\":{\"Key\":1}}}",
        removed(single, "{\"Response\":{\"Key\":\"s3cret\",\"a\":{\"Key\":1}}}"));
  }

  @Test
  void answerWithoutTheMembersIsNotCopied() {
    byte[] body = answer("{\"a\":1}").getBytes(UTF_8);
    assertSame(body, list.removedFrom(body));
  }

  /** A wrong path in the sheet, or an error that repeats a row. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Data\":{\"Clients\":[{\"a\":1,\"Key\":\"s3cret\"}]}}",
        "{\"Response\":{\"Clients\":{\"id\":{\"Key\":\"s3cret\"}}}}",
        "{\"Response\":{\"Clients\":null,\"Rows\":[{\"detail\":{\"key\":\"s3cret\"}}]}}",
        "[{\"Key\":\"s3cret\"}]",
        "{\"Response\":{\"Error\":{\"Code\":\"x\",\"row\":{\"Key\":\"s3cret\"}}}}"
      })
  void withoutTheListMembersOfTheseNamesGoEverywhere(String body) {
    String left = removed(list, body);
    assertFalse(left.contains("s3cret"), left);
    assertEquals(body.contains("Code"), left.contains("Code"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Response\":{\"Clients\":[{\"Key\":\"s3c",
        "{\"Response\":{\"Clients\":[{\"Key\":\"s3cret\"}]}} {\"Key\":\"s3cret\"",
        "<html>{\"Key\":\"s3cret\"}</html>",
        "{'Key':'s3cret'}",
        "Key=s3cret"
      })
  void bodyThatIsNotJsonToItsEndIsWithheld(String body) {
    assertEquals("\"[withheld: " + body.length() + " bytes]\"", removed(list, body));
  }

  @Test
  void bodyInAnotherEncodingIsWithheld() {
    byte[] body = answer("{\"Key\":\"s3cret\"}").getBytes(UTF_16BE);
    assertEquals(
        "\"[withheld: " + body.length + " bytes]\"", new String(list.removedFrom(body), UTF_8));
    assertEquals("\ufeff" + answer("{}"), removed(list, "\ufeff" + answer("{\"Key\":\"s3cret\"}")));
  }

  @Test
  void bodyThatIsNestedBeyondMeasureIsWithheld() {
    String body = "{\"Key\":" + "[".repeat(100_000);
    assertEquals("\"[withheld: " + body.length() + " bytes]\"", removed(list, body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void blankBodyStaysBlank(String body) {
    assertEquals(body, removed(list, body));
  }
}
