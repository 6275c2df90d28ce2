package caravan.apis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.Fixtures;
import caravan.event.Event;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.poll.Poll;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every API may do wrong: its own errors, and any value in any field of its rows. */
class ApiFaultsTest {

  private static final List<String> VALUES =
      List.of(
          "null",
          "\"\"",
          "\"x\"",
          "-1",
          "1e999999",
          "12345678901234567890123",
          "true",
          "[]",
          "{}",
          "[null]",
          "[{}]",
          "\"0000-00-00 00:00:00\"",
          "\"10.**.**.1:99999\"",
          "\"\\ud800\"",
          "\"" + "long ".repeat(200) + "\"");

  static Stream<ApiExample> all() {
    return ApiExample.all();
  }

  private static ObjectNode answer(ApiExample example) throws IOException {
    return (ObjectNode) Fixtures.json(Files.readString(example.answers().get(0)));
  }

  /** Where the sheet says the rows are. */
  private static JsonNode items(Api api, JsonNode answer) {
    String items = api.record().items();
    return items.equals(".") ? answer : answer.at("/" + items.replace('.', '/'));
  }

  private static ObjectNode firstRow(Api api, JsonNode answer) {
    JsonNode items = items(api, answer);
    return (ObjectNode) (items.isArray() ? items.get(0) : items);
  }

  private static Poll poll(ApiExample example, JsonNode answer) {
    return example.poll(answer.toString().getBytes(UTF_8), 200);
  }

  private static void assertEveryRowIsToldOf(ApiExample example, JsonNode answer, String what) {
    Poll poll = poll(example, answer);
    for (Event event : poll.outcome().events()) {
      assertEquals(Set.of(), EventSchema.problems(Fixtures.json(event.json())), what);
    }
    long told = poll.walk().unique() + poll.walk().rejected() + poll.walk().skipped();
    assertTrue(told >= 1 || poll.error() != null, what);
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyValueInAnyFieldBecomesAnEventOrADeadLetter(ApiExample example) throws IOException {
    List<String> names = new ArrayList<>();
    firstRow(example.api(), answer(example)).fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      ObjectNode without = answer(example);
      firstRow(example.api(), without).remove(name);
      assertEveryRowIsToldOf(example, without, name + " missing");
      for (String value : VALUES) {
        ObjectNode with = answer(example);
        firstRow(example.api(), with).put(name, "@");
        String changed = with.toString().replace("\"@\"", value);
        Poll poll = example.poll(changed.getBytes(UTF_8), 200);
        for (Event event : poll.outcome().events()) {
          assertEquals(
              Set.of(), EventSchema.problems(Fixtures.json(event.json())), name + " " + value);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void emptyListIsComplete(ApiExample example) throws IOException {
    ObjectNode answer = answer(example);
    if (!(items(example.api(), answer) instanceof ArrayNode rows)) {
      return;
    }
    rows.removeAll();
    String total = example.api().record().total();
    if (!total.isEmpty()) {
      int dot = total.lastIndexOf('.');
      JsonNode parent =
          dot < 0 ? answer : answer.at("/" + total.substring(0, dot).replace('.', '/'));
      ((ObjectNode) parent).put(total.substring(dot + 1), 0);
    }
    Poll poll = poll(example, answer);
    assertEquals("complete", poll.report().status());
    assertEquals(0, poll.walk().unique());
  }

  /** Each code in the form that its cloud has for errors. */
  @ParameterizedTest
  @MethodSource("all")
  void codesOfTheSheetHaveTheirClass(ApiExample example) {
    for (Map.Entry<Failure, List<String>> one : example.api().errors().entrySet()) {
      for (String stated : one.getValue()) {
        String code = stated.replace("*", "Any");
        String error =
            switch (example.api().source().vendor()) {
              case "tencent_cloud" -> "{\"Response\":{\"Error\":{\"Code\":\"%s\"}}}";
              case "alibaba_cloud" -> "{\"Code\":\"%s\",\"RequestId\":\"r\"}";
              case "huawei_cloud" -> "{\"error_code\":\"%s\"}";
              default -> "{\"statusCode\":\"%s\"}";
            };
        int status = example.api().source().vendor().equals("tencent_cloud") ? 200 : 400;
        PollError found =
            example.errors().error(example.api(), status, Fixtures.json(error.formatted(code)));
        assertEquals(one.getKey(), found.failure(), code);
      }
    }
  }
}
