package caravan.bench;

import caravan.SettingsFixture;
import caravan.event.Event;
import caravan.event.EventText;
import caravan.event.Ids;
import caravan.event.View;
import caravan.event.format.FormatSettings;
import caravan.event.view.EcsView;
import caravan.event.view.OcsfView;
import caravan.json.CanonicalJson;
import caravan.json.Instants;
import caravan.kafka.WrittenValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What is made of one event of a VPN connection, the longest of all sources: its value in JSON and
 * in Avro, its document in both views, all as UTF-8 bytes. And the small things that every row or
 * event costs: the event's id, the hash of its record, the record's canonical text, an instant's
 * text.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class EventBenchmark {

  private final Event event = new Connections(1).event(7);
  private final WrittenValues json =
      new WrittenValues(SettingsFixture.settings(FormatSettings.class, "caravan.format", "json"));
  private final WrittenValues avro =
      new WrittenValues(SettingsFixture.settings(FormatSettings.class, "caravan.format", "avro"));
  private final EventText text = new EventText();
  private final GeneratorText generator = new GeneratorText();
  private final View ocsf = new OcsfView();
  private final View ecs = new EcsView();
  private JsonNode row;

  /** Parses the record, and compares both ways to write JSON. */
  @Setup
  public void prepare() throws IOException {
    if (!Arrays.equals(json.bytes(event), generator.utf8(event))) {
      throw new IllegalStateException("the generator writes other bytes");
    }
    row = new ObjectMapper().readTree(event.raw().record());
  }

  /** Canonical JSON. */
  @Benchmark
  public byte[] json() {
    return json.bytes(event);
  }

  /** Canonical JSON as one of many events of a poll. */
  @Benchmark
  public byte[] jsonOfPoll() {
    return text.utf8(event);
  }

  /** The same, written with Jackson's generator. */
  @Benchmark
  public byte[] jsonOfGenerator() throws IOException {
    return generator.utf8(event);
  }

  /** Avro, single object. */
  @Benchmark
  public byte[] avro() {
    return avro.bytes(event);
  }

  /** OCSF document. */
  @Benchmark
  public byte[] ocsf() {
    return ocsf.json(event).orElseThrow().getBytes(StandardCharsets.UTF_8);
  }

  /** ECS document. */
  @Benchmark
  public byte[] ecs() {
    return ecs.json(event).orElseThrow().getBytes(StandardCharsets.UTF_8);
  }

  /** Id of the event. */
  @Benchmark
  public String id() {
    return Ids.event(
        event.kind().wire(),
        event.subject(),
        event.incarnation(),
        event.revision(),
        event.contentHash(),
        null);
  }

  /** SHA-256 of the record. */
  @Benchmark
  public String hash() {
    return Ids.sha256(event.raw().record());
  }

  /** Canonical text of the record. */
  @Benchmark
  public String canonical() {
    return CanonicalJson.text(row);
  }

  /** Text of an instant. */
  @Benchmark
  public String instant() {
    return Instants.text(event.times().event());
  }
}
