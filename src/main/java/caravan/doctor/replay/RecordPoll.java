package caravan.doctor.replay;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.ScopeNames;
import caravan.doctor.command.Subcommand;
import caravan.doctor.replay.Recording.Limits;
import caravan.model.Scope;
import caravan.observe.trace.TraceDispatcher;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.redact.Redaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Polls a target once and keeps what was sent and answered, to be run again elsewhere. */
@Command(
    name = "record",
    description = {
      "Polls a target once and writes requests, answers and events to a file, which replay runs",
      "again without network and credentials. Nothing is published. The file holds no secrets, but",
      "the client addresses and user names that the events are made of."
    })
public final class RecordPoll extends Subcommand {

  private static final String STANDARD_OUTPUT = "-";

  @Parameters(
      paramLabel = "TARGET",
      description = "api/account/resource[/user], parts of it that name one only, or a scope.")
  private String target;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "File to write, readable by its owner only; - for standard output.")
  private String file;

  @Option(names = "--force", description = "Write over a file that is there.")
  private boolean force;

  @Override
  protected int work(CommandRuntime service) throws Exception {
    Path path = path();
    Scope scope = new ScopeNames(service.targets()).find(target);
    Recorder recorder = new Recorder();
    TraceDispatcher tracing =
        service.context().getRegistry().findSingleByType(TraceDispatcher.class);
    tracing.add(recorder);
    Poll poll;
    try {
      poll = OnePoll.run(service, scope);
    } finally {
      tracing.remove(recorder);
    }
    if (poll.outcome().events().isEmpty()) {
      throw CommandException.wrong("The poll was interrupted; there is nothing to record.");
    }
    Recording recorded = recorded(service, poll, recorder);
    // The events are those of the redacted answers, so that every replay can give the same.
    Recording readBack = RecordingFile.read(RecordingFile.text(recorded), service.apis());
    PolledEvents again = Replay.run(service, readBack);
    String text = RecordingFile.text(recorded.with(again.events(), again.letters()));
    if (Redaction.of(scope.target().account()).finds(text)) {
      throw new IllegalStateException("a secret is left in the recording");
    }
    write(path, text);
    report(poll, again, text);
    return FINE;
  }

  private static Recording recorded(CommandRuntime service, Poll poll, Recorder recorder)
      throws IOException {
    PollSettings settings = service.settings(PollSettings.class);
    return new Recording(
        Version.number(),
        poll.scope(),
        poll.scheduledAt(),
        poll.startedAt(),
        new Limits(settings.maxPages(), settings.maxPageRows(), settings.maxRejectedRecords()),
        recorder.attempts(poll, service.clock().instant()),
        List.of(),
        List.of());
  }

  /** Checked before the poll, so that none is made in vain. */
  private Path path() throws CommandException {
    if (file.equals(STANDARD_OUTPUT)) {
      return null;
    }
    try {
      Path path = Path.of(file).toAbsolutePath();
      if (Files.isDirectory(path) || !Files.isDirectory(path.getParent())) {
        throw CommandException.usage(
            "--to: " + file + " cannot be a file. Name one in a folder there is.");
      }
      if (Files.exists(path) && !force) {
        throw CommandException.usage(
            "--to: " + file + " is there already. Use --force to write over it.");
      }
      return path;
    } catch (InvalidPathException unreadable) {
      throw CommandException.usage("--to: " + file + " cannot be a file.");
    }
  }

  private void write(Path path, String text) throws CommandException {
    if (path == null) {
      out().print(text);
      return;
    }
    try {
      // A temporary file is readable by its owner only.
      Path made = Files.createTempFile(path.getParent(), ".recording", ".json");
      try {
        Files.write(made, text.getBytes(StandardCharsets.UTF_8));
        Files.move(made, path, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (IOException failed) {
      throw CommandException.wrong(
          "--to: " + file + " cannot be written: " + failed.getClass().getSimpleName() + ".");
    }
  }

  private void report(Poll poll, PolledEvents again, String text) throws IOException {
    if (json() && !file.equals(STANDARD_OUTPUT)) {
      ObjectNode all = again.json("record").put("file", file).put("events", again.events().size());
      out().println(all);
      return;
    }
    errors().println(again.summary());
    String verdict = poll.report().status();
    int events = poll.outcome().events().size();
    if (!verdict.equals(again.poll().report().status()) || events != again.events().size()) {
      errors()
          .printf(
              "The poll itself was %s with %s events: taking secrets out changed an answer.%n",
              verdict, events);
    }
    errors()
        .printf(
            "Recorded, %s bytes. It holds client addresses and user names, and no secrets.%n",
            text.getBytes(StandardCharsets.UTF_8).length);
  }
}
