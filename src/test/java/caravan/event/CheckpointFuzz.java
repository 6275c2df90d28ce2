package caravan.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Checkpoint.Absence;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.model.Examples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checkpoints of any content, which come back as they were written; and any bytes as a checkpoint,
 * which are read or are an {@link UnreadableRecord}.
 */
public final class CheckpointFuzz implements FuzzTarget {

  private static final int MAX_MESSAGE = 300;
  private static final int MAX_SUBJECT = 1024;

  @Override
  public boolean takes(byte[] input) throws UnreadableRecord {
    Choices choices = new Choices(input);
    if (choices.yes()) {
      assertComesBack(checkpoint(choices));
      return true;
    }
    try {
      assertComesBack(Checkpoint.read(choices.rest()));
      return true;
    } catch (UnreadableRecord refused) {
      assertTrue(refused.getMessage().length() <= MAX_MESSAGE, refused.getMessage());
      return false;
    }
  }

  private static void assertComesBack(Checkpoint checkpoint) {
    try {
      byte[] json = checkpoint.json().getBytes(StandardCharsets.UTF_8);
      assertEquals(checkpoint, Checkpoint.read(json));
    } catch (UnreadableRecord e) {
      throw new AssertionError("written, but not read: " + checkpoint, e);
    }
  }

  private static Checkpoint checkpoint(Choices choices) {
    SortedMap<String, Absence> pending = new TreeMap<>();
    for (int i = choices.below(4); i > 0; i--) {
      // Paths of subjects are percent-encoded, so half a surrogate pair never stands in one.
      byte[] subject = subject(choices).getBytes(StandardCharsets.UTF_8);
      pending.put(
          new String(subject, StandardCharsets.UTF_8),
          new Absence(1 + choices.below(60_000), choices.instant()));
    }
    SortedMap<String, Instant> told = new TreeMap<>();
    for (int i = choices.below(4); i > 0; i--) {
      told.put(Ids.sha256(choices.text()), choices.instant());
    }
    Checkpoint.Complete complete =
        choices.yes()
            ? null
            : new Checkpoint.Complete(
                choices.text(),
                choices.instant(),
                choices.instant(),
                choices.number(),
                choices.text());
    return new Checkpoint(
        choices.text(),
        new Checkpoint.Last(choices.text(), choices.instant(), choices.text()),
        complete,
        pending,
        choices.yes() ? new Checkpoint.Omitted(choices.number(), choices.instant()) : null,
        choices.below(60_000),
        choices.yes() ? choices.instant() : null,
        told,
        null);
  }

  /** No event has a longer one, and a JSON parser takes no name of any length. */
  private static String subject(Choices choices) {
    String text = choices.text();
    return text.substring(0, Math.min(text.length(), MAX_SUBJECT));
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Choices.seeds().forEach(seed -> seeds.add(Choices.input(seed, 1)));
    Examples.all()
        .map(example -> example.document().at("/expected/checkpoint/value"))
        .filter(value -> !value.isMissingNode())
        .forEach(
            value ->
                seeds.add(Choices.input(value.toString().getBytes(StandardCharsets.UTF_8), 0)));
    return seeds;
  }
}
