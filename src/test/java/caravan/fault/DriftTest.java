package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Scope;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Simulator;
import caravan.state.ScopeState;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lists move while their pages are read, totals are wrong, pages repeat or never end. A poll that
 * did not see one whole list never calls itself complete, and what it saw is published once.
 */
@QuarkusTest
@Tag("thorough")
class DriftTest extends FaultTest {

  private static final String API = Simulator.HUAWEI_CONNECTIONS;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Scope inPages(int size) {
    String id = UUID.randomUUID().toString();
    return scope(api(API), "1", "cn-north-4", "7c6f", id, null, size);
  }

  private static Answer page(long total, List<Integer> connections) {
    String rows =
        connections.stream()
            .map(
                number ->
                    "{\"connection_id\":\"c-"
                        + number
                        + "\",\"client_ip\":\"203.0.113.9\",\"client_virtual_ip\":\"172.16.8.4\","
                        + "\"client_user_name\":\"alice\",\"connection_established_time\":"
                        + "\"2026-03-01T11:00:00.000Z\",\"timestamp\":\"2026-03-01T11:59:48Z\"}")
            .collect(Collectors.joining(","));
    return Answer.of(
        200, "{\"connections\":[" + rows + "],\"total_count\":" + total + ",\"request_id\":\"r\"}");
  }

  private static int number(Call call, String name) {
    String value = call.parameters().get(name);
    return value == null ? 0 : Integer.parseInt(value);
  }

  /** Answers as the vendor pages, from the list that each request finds. */
  private void lists(IntFunction<List<Integer>> listAtRequest, long wrongBy) {
    simulator.answerAlways(
        call -> true,
        call -> {
          List<Integer> all = listAtRequest.apply(simulator.calls().size());
          int offset = Math.min(number(call, "offset"), all.size());
          int limit = number(call, "limit");
          int end = limit == 0 ? all.size() : Math.min(all.size(), offset + limit);
          return page(all.size() + wrongBy, all.subList(offset, end));
        });
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** A connection ends between two pages and another slips behind the reader: read again. */
  @Test
  void rowsThatMoveBetweenPages() {
    // Given
    lists(request -> request == 1 ? upTo(5) : List.of(1, 2, 3, 4), 0);
    double walks = rewalks();

    // When
    Scope scope = inPages(2);
    Published published = pollAt(scope, NOW);

    // Then
    assertComplete(published);
    assertEquals(4, published.report().get("unique").intValue());
    assertEquals(5, published.events().size());
    assertTrue(rewalks() > walks);
    assertOthersArePolled();
  }

  private double rewalks() {
    return meters.find("caravan.rewalks").tag("api", API).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** The list moves at every request: three walks, then what the last one saw, and no proof. */
  @Test
  void listThatNeverStandsStill() {
    lists(request -> IntStream.range(request, request + 5 + request).boxed().toList(), 0);
    Published published = pollAt(inPages(4), NOW);
    assertPartial(published, "total_changed");
    assertEquals(published.report().get("unique").intValue() + 1, published.events().size());
    assertOthersArePolled();
  }

  /** The vendor's total is wrong, to either side, and stays so. */
  @ParameterizedTest
  @CsvSource({"1", "-1", "1000000"})
  void wrongTotals(long wrongBy) {
    lists(request -> upTo(5), wrongBy);
    Published published = pollAt(inPages(2), NOW);
    assertPartial(published, "total_mismatch");
    assertEquals(5, published.report().get("received").intValue());
    assertEquals(5 + wrongBy, published.report().get("declared_total").longValue());
    assertEquals(6, published.events().size());
  }

  /** A list that ends with a full page is followed by an empty one, and that is fine. */
  @Test
  void trailingEmptyPage() {
    lists(request -> upTo(4), 0);
    Published published = pollAt(inPages(2), NOW);
    assertComplete(published);
    assertEquals(3, published.report().get("pages_received").intValue());
    assertEquals(
        List.of(0, 2, 4), simulator.calls().stream().map(c -> number(c, "offset")).toList());
  }

  /** Whatever the offset, the last page comes: one repetition is enough to see that. */
  @Test
  void lastPageForEver() {
    simulator.answerAlways(call -> true, call -> page(2, upTo(2)));
    Published published = pollAt(inPages(2), NOW);
    assertComplete(published);
    assertEquals(2, simulator.calls().size());
    assertEquals(2, published.report().get("received").intValue());
  }

  /** Every page is full of new rows: the walk stops at the vendor's largest offset. */
  @Test
  void endlessPages() {
    simulator.answerAlways(
        call -> true,
        call -> {
          int offset = number(call, "offset");
          return page(1_000_000, IntStream.range(offset, offset + 200).boxed().toList());
        });
    Published published = pollAt(inPages(200), NOW);
    assertPartial(published, "pages_missing");
    assertEquals("offset_limit", published.report().at("/error/code").textValue());
    assertEquals(16, simulator.calls().size());
    assertOthersArePolled();
  }

  // Everything in one answer, and pages where that fails.

  /** Asked for everything at once, the vendor gives the first rows only: asked for in pages. */
  @Test
  void answerThatIsCutAtSomeRowsIsAskedForInPages() {
    // Given
    simulator.answerAlways(
        call -> true,
        call -> {
          int offset = number(call, "offset");
          int limit = number(call, "limit");
          List<Integer> all = upTo(450);
          int end = Math.min(450, limit == 0 ? 100 : offset + limit);
          return page(450, all.subList(offset, end));
        });
    Scope scope = inPages(0);
    ScopeState memory = new ScopeState();

    // When
    Published first = poll(scope, NOW, NOW, memory);

    // Then
    assertComplete(first);
    assertEquals(450, first.report().get("received").intValue());
    assertEquals(List.of(0, 200, 200, 200), limits());

    // When
    int before = simulator.calls().size();
    Instant next = NOW.plusSeconds(60);
    assertComplete(poll(scope, next, next, memory));

    // Then the next poll begins with pages
    assertEquals(List.of(200, 200, 200), limits().subList(before, limits().size()));
  }

  private List<Integer> limits() {
    return simulator.calls().stream().map(call -> number(call, "limit")).toList();
  }

  /** The vendor refuses to be asked for everything: asked for in pages. */
  @Test
  void refusalWithoutALimitIsAskedForInPages() {
    simulator.answerAlways(
        call -> true,
        call ->
            number(call, "limit") == 0
                ? Answer.of(400, "{\"code\":\"VPN.0001\",\"message\":\"limit is required\"}")
                : page(3, number(call, "offset") == 0 ? upTo(3) : List.of()));
    Published published = pollAt(inPages(0), NOW);
    assertComplete(published);
    assertEquals(List.of(0, 200), limits());
    assertTrue(published.report().path("error").isMissingNode());
  }

  /** Pages do not help either: the refusal is told, and the next poll begins with everything. */
  @Test
  void refusalOfPagesTooIsTold() {
    simulator.answerAlways(
        call -> true,
        call -> Answer.of(400, "{\"code\":\"VPN.0001\",\"message\":\"bad gateway id\"}"));
    Scope scope = inPages(0);
    ScopeState memory = new ScopeState();
    assertFailed(poll(scope, NOW, NOW, memory), "vendor_error", "VPN.0001", 1);
    Instant next = NOW.plusSeconds(60);
    assertFailed(poll(scope, next, next, memory), "vendor_error", "VPN.0001", 1);
    assertEquals(List.of(0, 200, 0, 200), limits());
    assertOthersArePolled();
  }
}
