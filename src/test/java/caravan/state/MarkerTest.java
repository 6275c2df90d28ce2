package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.CanonicalJson;
import caravan.model.DeadLetter;
import caravan.model.Event;
import caravan.model.Kind;
import caravan.model.Memory;
import caravan.model.Page;
import caravan.model.Poll;
import caravan.model.Poll.Verdict;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkerTest {

  private static final Instant NOW = Fixtures.SLOT.plusSeconds(30);

  private final EveryRecord everyRecord = new EveryRecord();

  @Test
  void markerOfACompletePollStatesItsFigures() {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    poll.asked();
    poll.received(Fixtures.page(0, 2L, null));
    poll.countRow();
    poll.countRow();
    poll.see(Fixtures.connection("a", 1, Fixtures.place(0, 0)));
    poll.see(Fixtures.connection("b", 1, Fixtures.place(0, 1)));

    // When
    Event marker = Marker.of(poll, Verdict.COMPLETE, everyRecord.compare(poll), NOW);

    // Then
    assertEquals(Kind.SNAPSHOT_COMPLETED, marker.kind());
    assertEquals(poll.scope().path(), marker.subject());
    JsonNode json = Fixtures.json(marker.json());
    assertEquals(
        Fixtures.json(
            "{\"status\":\"complete\",\"baseline\":true,\"pages_expected\":1,\"pages_received\":1,"
                + "\"declared_total\":2,\"received\":2,\"unique\":2,\"rejected\":0,"
                + "\"emitted\":{\"connection.observed\":2},\"events\":3,"
                + "\"absences_suppressed\":0,\"digest\":\""
                + Judge.digest(poll)
                + "\"}"),
        json.get("report"));
    assertEquals(3, json.at("/snapshot/sequence").intValue());
    assertEquals("marker", json.at("/snapshot/trigger").textValue());
    assertFalse(json.get("snapshot").has("page"));
    assertFalse(json.get("snapshot").has("previous_poll_id"));
    assertFalse(json.has("revision"));
    assertFalse(json.has("raw"));
    assertFalse(json.at("/source").has("request_id"));
    assertEquals(CanonicalJson.text(json), marker.json());
  }

  /** The contract's example 17, but for the absences, which need a comparison. */
  @Test
  void markerOfTheContractsPartialPollIsWrittenExactly() {
    // Given
    Memory memory = new Memory();
    memory.complete(
        new Memory.Complete(
            "62bd58dd-eb24-50a0-a210-8dbd9e2ec3bb", Instant.EPOCH, Instant.EPOCH, 2, "sha256:0"));
    Poll poll =
        new Poll(
            Fixtures.exampleScope(), Instant.parse("2024-06-17T03:02:00Z"), Instant.EPOCH, memory);
    Instant read = Instant.parse("2024-06-17T03:02:00.377Z");
    poll.asked();
    poll.received(new Page(0, 200, List.of(), Fixtures.json("{}"), 2L, null, "r", read));
    poll.countRow();
    poll.countRow();
    poll.see(Fixtures.connection("known", 1, Fixtures.place(0, 0)));
    poll.reject(
        new DeadLetter(
            poll.scope(),
            poll.id(),
            poll.scheduledAt(),
            read,
            "map",
            0,
            1,
            "r",
            new DeadLetter.Cause("bad_time", "connection_established_time", "not a time"),
            "{}",
            false));

    // When
    Event marker = Marker.of(poll, Judge.verdict(poll), List.of(), NOW);

    // Then
    String path =
        "huawei_cloud/vpn/0a1b2c3d4e5f60718293a4b5c6d7e8f9/cn-north-4/p2c-vpn-gateway/"
            + "b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7";
    String scope = path + "/poll/QueryP2CVPNConnections";
    assertEquals(
        Fixtures.json(
            """
            {
              "schema_version": "1.0.0",
              "id": "e9edaf6a-ec12-5edd-b42b-93a6b63afc27",
              "kind": "snapshot.incomplete",
              "subject": "SCOPE",
              "event_time": "2024-06-17T03:02:00.377Z",
              "event_time_basis": "poll",
              "observed_at": "2024-06-17T03:02:00.377Z",
              "snapshot": {
                "scope": "SCOPE",
                "poll_id": "484abcb2-506c-5568-b521-379a583eb10f",
                "previous_poll_id": "62bd58dd-eb24-50a0-a210-8dbd9e2ec3bb",
                "scheduled_at": "2024-06-17T03:02:00.000Z",
                "sequence": 1,
                "trigger": "marker"
              },
              "source": {
                "vendor": "huawei_cloud",
                "service": "vpn",
                "product": "Virtual Private Network",
                "api": "QueryP2CVPNConnections",
                "api_version": "v5",
                "endpoint": "vpn.cn-north-4.myhuaweicloud.com",
                "account_id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                "project_id": "7c6f2d1e0b9a48d3a5f4e3d2c1b0a987",
                "region": "cn-north-4"
              },
              "resource": {
                "type": "p2c-vpn-gateway",
                "id": "b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7",
                "uid": "PATH"
              },
              "report": {
                "status": "partial",
                "baseline": false,
                "pages_expected": 1,
                "pages_received": 1,
                "declared_total": 2,
                "received": 2,
                "unique": 1,
                "rejected": 1,
                "emitted": {},
                "events": 1,
                "absences_suppressed": 0,
                "reason": "records_rejected"
              }
            }
            """
                .replace("SCOPE", scope)
                .replace("PATH", path)),
        Fixtures.json(marker.json()));
  }

  @Test
  void markerOfAFailedPollStatesItsErrorAndTheTimeOfNow() {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.ALIBABA));
    poll.asked();
    poll.fail(PollError.of("throttled", "Throttling.User", "slow down", 400, true));

    // When
    Event marker = Marker.of(poll, Verdict.FAILED, List.of(), NOW);

    // Then
    assertEquals(Kind.SNAPSHOT_INCOMPLETE, marker.kind());
    assertEquals(NOW, marker.observedAt());
    assertEquals(NOW, marker.eventTime());
    JsonNode report = Fixtures.json(marker.json()).get("report");
    assertEquals("failed", report.get("status").textValue());
    assertEquals("throttled", report.get("reason").textValue());
    assertEquals(
        Fixtures.json(
            "{\"class\":\"throttled\",\"code\":\"Throttling.User\",\"message\":\"slow down\","
                + "\"http_status\":400,\"page\":0,\"attempts\":1,\"retryable\":true}"),
        report.get("error"));
    assertFalse(report.has("digest"));
    assertFalse(report.has("declared_total"));
    assertTrue(report.get("baseline").booleanValue());
  }

  @Test
  void markerIsDatedByTheLastPage() {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    poll.received(Fixtures.page(0));
    poll.received(Fixtures.page(1));

    // Then
    assertEquals(
        Fixtures.READ.plusSeconds(1),
        Marker.of(poll, Verdict.PARTIAL, List.of(), NOW).observedAt());
  }

  @Test
  void markersOfBothVerdictsHaveDifferentIds() {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    String complete = Marker.of(poll, Verdict.COMPLETE, List.of(), NOW).id();
    String partial = Marker.of(poll, Verdict.PARTIAL, List.of(), NOW).id();
    String failed = Marker.of(poll, Verdict.FAILED, List.of(), NOW).id();
    assertFalse(complete.equals(partial));
    assertEquals(partial, failed);
  }

  @Test
  void previousPollIsTheLastCompleteOne() {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    assertNull(Marker.previous(poll));
    poll.memory()
        .complete(new Memory.Complete("before", Fixtures.SLOT, Fixtures.READ, 1, "sha256:0"));
    assertEquals("before", Marker.previous(poll));
  }
}
