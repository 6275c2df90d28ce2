package caravan.doctor.replay;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.EventDifference;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.Subcommand;
import caravan.doctor.replay.RecordingFile.Damaged;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recorded poll again and compares its events with the recorded ones. */
@Command(
    name = "replay",
    description = {
      "Runs a recorded poll again, without network, Kafka and credentials, and prints its events.",
      "Says where they differ from those that were recorded."
    })
public final class ReplayPoll extends Subcommand {

  private static final long MAX_BYTES = 512L * 1024 * 1024;
  private static final int MAX_SHOWN = 20;

  @Parameters(paramLabel = "FILE", description = "File that record wrote; - for standard input.")
  private String file;

  @Option(names = "--pretty", description = "Spread each event over several lines.")
  private boolean pretty;

  private String text;
  private CommandException unreadable;

  /** The poll must have the limits it had when it was recorded. */
  @Override
  protected Map<String, String> settings() {
    try {
      text = read();
      Recording.Limits limits = RecordingFile.limits(text);
      return Map.of(
          "caravan.poll.max-pages", Integer.toString(limits.pages()),
          "caravan.poll.max-page-rows", Integer.toString(limits.pageRows()),
          "caravan.poll.max-rejected-records", Integer.toString(limits.rejectedRecords()));
    } catch (CommandException noFile) {
      unreadable = noFile;
    } catch (Damaged damaged) {
      unreadable = notARecording(damaged);
    }
    return Map.of();
  }

  private CommandException notARecording(Damaged damaged) {
    return CommandException.wrong(
        file + " is not a whole recording: " + damaged.getMessage() + ". Record the poll again.");
  }

  private String read() throws CommandException {
    try {
      if (file.equals("-")) {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      }
      Path path = Path.of(file);
      if (Files.size(path) > MAX_BYTES) {
        throw CommandException.wrong(file + " is larger than " + MAX_BYTES + " bytes.");
      }
      return Files.readString(path);
    } catch (NoSuchFileException missing) {
      throw CommandException.usage("There is no file " + file + ".");
    } catch (IOException | InvalidPathException failed) {
      throw CommandException.wrong(
          file + " cannot be read: " + failed.getClass().getSimpleName() + ".");
    }
  }

  @Override
  protected int work(CommandRuntime service) throws Exception {
    if (unreadable != null) {
      throw unreadable;
    }
    Recording recording;
    try {
      recording = RecordingFile.read(text, service.apis());
    } catch (Damaged damaged) {
      throw notARecording(damaged);
    }
    PolledEvents again = Replay.run(service, recording);
    List<EventDifference> differences =
        new ArrayList<>(EventDifference.all("event", recording.events(), again.events()));
    differences.addAll(EventDifference.all("dead letter", recording.letters(), again.letters()));
    if (json()) {
      writeJson(recording, again, differences);
    } else {
      again.write(out(), errors(), pretty);
      write(recording, differences);
    }
    return differences.isEmpty() ? FINE : WRONG;
  }

  private void writeJson(Recording recording, PolledEvents again, List<EventDifference> differences)
      throws IOException {
    ObjectNode all = again.json("replay");
    all.put("recorded_version", recording.version()).put("same", differences.isEmpty());
    ArrayNode list = all.putArray("differences");
    for (EventDifference one : differences) {
      list.addObject()
          .put("in", one.in())
          .put("number", one.number())
          .put("path", one.path())
          .put("recorded", one.recorded())
          .put("now", one.now());
    }
    again.writeJson(out(), all, pretty);
  }

  private void write(Recording recording, List<EventDifference> differences) {
    String then = "version " + recording.version();
    if (differences.isEmpty()) {
      errors().println("The same events as were recorded by " + then + ".");
      return;
    }
    errors().println("Not the events that were recorded by " + then + ":");
    differences.stream().limit(MAX_SHOWN).forEach(one -> errors().println("  " + one));
    if (differences.size() > MAX_SHOWN) {
      errors().println("  and " + (differences.size() - MAX_SHOWN) + " more");
    }
  }
}
