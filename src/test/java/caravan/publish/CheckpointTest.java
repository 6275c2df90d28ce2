package caravan.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.Fixtures;
import caravan.model.CanonicalJson;
import caravan.model.Kind;
import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.Report;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final Memory.Complete BEFORE =
      new Memory.Complete(
          "62bd58dd-eb24-50a0-a210-8dbd9e2ec3bb",
          Instant.parse("2024-06-17T03:00:00Z"),
          Instant.parse("2024-06-17T03:00:00.398Z"),
          2,
          "sha256:43f0ec417afb62523bd0099eb28138be36f7ec86aec13d3b18687dc5486c0883");

  private final Memory memory = new Memory();
  private final Poll poll =
      new Poll(
          Fixtures.exampleScope(), Instant.parse("2024-06-17T03:02:00Z"), Fixtures.SLOT, memory);

  /** The checkpoint after the poll's marker said so; the digest is stated for complete polls. */
  private JsonNode after(String status, String reason) {
    boolean complete = status.equals("complete");
    Report report =
        new Report(
            status,
            reason,
            memory.complete() == null,
            1,
            1,
            null,
            poll.received(),
            poll.unique(),
            0,
            Map.of(),
            1,
            0,
            complete ? DIGEST : null,
            complete ? null : PollError.of("vendor_error", "Code", "m", 200, false));
    poll.publishes(
        List.of(
            Fixtures.marker(
                poll,
                "id",
                complete ? Kind.SNAPSHOT_COMPLETED : Kind.SNAPSHOT_INCOMPLETE,
                Fixtures.READ,
                1,
                report)));
    String json = Checkpoint.after(poll);
    assertEquals(CanonicalJson.text(Fixtures.json(json)), json);
    return Fixtures.json(json);
  }

  /** The contract's example 17. */
  @Test
  void checkpointOfTheContractsPartialPollIsWrittenExactly() {
    // Given
    memory.complete(BEFORE);

    // Then
    assertEquals(
        Fixtures.json(
            """
            {
              "schema_version": "1.0.0",
              "scope": "huawei_cloud/vpn/0a1b2c3d4e5f60718293a4b5c6d7e8f9/cn-north-4/\
            p2c-vpn-gateway/b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7/poll/QueryP2CVPNConnections",
              "last_poll": {
                "poll_id": "484abcb2-506c-5568-b521-379a583eb10f",
                "scheduled_at": "2024-06-17T03:02:00.000Z",
                "status": "partial"
              },
              "last_complete": {
                "poll_id": "62bd58dd-eb24-50a0-a210-8dbd9e2ec3bb",
                "scheduled_at": "2024-06-17T03:00:00.000Z",
                "observed_at": "2024-06-17T03:00:00.398Z",
                "unique": 2,
                "digest":
                  "sha256:43f0ec417afb62523bd0099eb28138be36f7ec86aec13d3b18687dc5486c0883"
              },
              "pending_absent": {}
            }
            """),
        after("partial", "records_rejected"));
  }

  @Test
  void completePollIsTheLastCompleteOne() {
    // Given
    memory.complete(BEFORE);
    poll.received(Fixtures.page(0));
    poll.received(Fixtures.page(1));
    poll.see(Fixtures.connection("a", 1, Fixtures.place(0, 0)));

    // When
    JsonNode checkpoint = after("complete", null);

    // Then
    assertEquals(
        Fixtures.json(
            "{\"poll_id\":\""
                + poll.id()
                + "\",\"scheduled_at\":\"2024-06-17T03:02:00.000Z\","
                + "\"observed_at\":\"2026-01-31T23:59:00.250Z\",\"unique\":1,\"digest\":\""
                + DIGEST
                + "\"}"),
        checkpoint.get("last_complete"));
    assertEquals("complete", checkpoint.at("/last_poll/status").textValue());
  }

  @Test
  void scopeThatWasNeverCompleteHasNoLastCompletePoll() {
    JsonNode checkpoint = after("failed", "throttled");
    assertFalse(checkpoint.has("last_complete"));
    assertFalse(checkpoint.has("not_found"));
    assertEquals("failed", checkpoint.at("/last_poll/status").textValue());
  }

  @Test
  void pollsThatDidNotFindTheResourceAreCountedWithThisOne() {
    // Given
    memory.notFound(2);

    // Then
    assertEquals(3, after("failed", "resource_not_found").get("not_found").intValue());
    assertEquals(3, after("partial", "resource_not_found").get("not_found").intValue());
    assertFalse(after("failed", "throttled").has("not_found"));
    assertFalse(after("complete", null).has("not_found"));
  }
}
