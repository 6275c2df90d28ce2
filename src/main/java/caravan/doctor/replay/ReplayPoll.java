package caravan.doctor.replay;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.ExitCode;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.doctor.replay.RecordingFile.Damaged;
import caravan.model.Api;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a recorded poll again and compares its events with those of then. */
@Command(
    name = "replay",
    description = {
      "Runs a recorded poll again, without network, Kafka and credentials, and prints its events.",
      "Says where they differ from those that were recorded."
    })
public final class ReplayPoll extends Subcommand {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_BYTES = 512L * 1024 * 1024;
  private static final int SHOWN = 20;
  private static final int MAX_VALUE = 200;

  @Parameters(paramLabel = "FILE", description = "File that record wrote; - for standard input.")
  private String file;

  @Option(names = "--pretty", description = "Spread each event over several lines.")
  private boolean pretty;

  private String text;
  private CommandException unreadable;

  /**
   * One place where a replay says something else.
   *
   * @param event number of the event or dead letter, from 1
   * @param what {@code event} or {@code dead letter}
   * @param path member, as a JSON pointer; empty for the whole
   * @param recorded value of then; null when it was not there
   * @param now value of now; null when it is not there
   */
  private record Differing(int event, String what, String path, String recorded, String now) {

    @Override
    public String toString() {
      return what
          + " "
          + event
          + (path.isEmpty() ? "" : " at " + path)
          + ": recorded "
          + (recorded == null ? "nothing" : recorded)
          + ", now "
          + (now == null ? "nothing" : now);
    }
  }

  /** The poll must have the limits it had then. */
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
      recording = RecordingFile.read(text, service.context().getRegistry().findByType(Api.class));
    } catch (Damaged damaged) {
      throw notARecording(damaged);
    }
    RecordedPoll again = RecordedPoll.run(service, recording);
    List<Differing> differing = new ArrayList<>();
    compare("event", recording.events(), again.events(), differing);
    compare("dead letter", recording.letters(), again.letters(), differing);
    tell(recording, again, differing);
    return differing.isEmpty() ? ExitCode.FINE : ExitCode.WRONG;
  }

  private void tell(Recording recording, RecordedPoll again, List<Differing> differing)
      throws IOException {
    PolledEvents shown = new PolledEvents(again.events(), again.letters(), pretty);
    if (json()) {
      shown.writeJson(
          out(),
          "replay",
          again.poll(),
          ScopeNames.of(recording.scope()),
          all -> {
            all.put("recorded_version", recording.version()).put("same", differing.isEmpty());
            ArrayNode list = all.putArray("differences");
            differing.forEach(
                one ->
                    list.addObject()
                        .put("in", one.what())
                        .put("number", one.event())
                        .put("path", one.path())
                        .put("recorded", one.recorded())
                        .put("now", one.now()));
          });
      return;
    }
    shown.write(out(), errors());
    errors().println(PolledEvents.summary(again.poll()));
    String then = "version " + recording.version();
    if (differing.isEmpty()) {
      errors().println("The same events as were recorded by " + then + ".");
    } else {
      errors().println("Not the events that were recorded by " + then + ":");
      differing.stream().limit(SHOWN).forEach(one -> errors().println("  " + one));
      if (differing.size() > SHOWN) {
        errors().println("  and " + (differing.size() - SHOWN) + " more");
      }
    }
  }

  private static void compare(
      String what, List<String> recorded, List<String> now, List<Differing> differing) {
    for (int i = 0; i < Math.max(recorded.size(), now.size()); i++) {
      String one = i < recorded.size() ? recorded.get(i) : null;
      String other = i < now.size() ? now.get(i) : null;
      if (one == null || other == null) {
        differing.add(new Differing(i + 1, what, "", cut(one), cut(other)));
      } else if (!one.equals(other)) {
        differences(what, i + 1, one, other, differing);
      }
    }
  }

  private static void differences(
      String what, int number, String recorded, String now, List<Differing> differing) {
    int before = differing.size();
    try {
      differences(what, number, "", JSON.readTree(recorded), JSON.readTree(now), differing);
    } catch (IOException notJson) {
      // Then the texts are shown as they are.
    }
    if (differing.size() == before) {
      differing.add(new Differing(number, what, "", cut(recorded), cut(now)));
    }
  }

  private static void differences(
      String what, int number, String path, JsonNode one, JsonNode other, List<Differing> found) {
    if (one != null && other != null && one.isObject() && other.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        differences(what, number, path + "/" + name, one.get(name), other.get(name), found);
      }
    } else if (one == null || !one.equals(other)) {
      found.add(new Differing(number, what, path, shown(one), shown(other)));
    }
  }

  private static String shown(JsonNode node) {
    return node == null ? null : cut(node.toString());
  }

  private static String cut(String text) {
    return text == null || text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
  }
}
