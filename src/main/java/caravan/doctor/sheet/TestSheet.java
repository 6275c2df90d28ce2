package caravan.doctor.sheet;

import caravan.app.ApiSheets;
import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.Subcommand;
import caravan.doctor.command.SubstituteFetch;
import caravan.event.View;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Attempts;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.fetch.DroppedMembers;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import caravan.targets.TargetsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs answers through a data sheet, offline: one poll whose pages they are. */
@Command(
    name = "test",
    description = {
      "Checks the data sheet in a route file and reads answers with it, offline.",
      "The answers are the pages of one poll. Prints its events, and with --view what the views"
          + " make of them."
    })
public final class TestSheet extends Subcommand {

  private static final String SHARED = ",classpath:routes/shared/*.yaml";
  private static final String MADE_UP = "test";
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  @Parameters(index = "0", paramLabel = "SHEET", description = "Route file of the API.")
  private String sheet;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "ANSWER",
      description = "Files, in order.")
  private List<String> answers;

  @Option(names = "--view", description = "Print the events of a view too: ocsf or ecs.")
  private List<String> views = List.of();

  @Option(names = "--pretty", description = "Spread each event over several lines.")
  private boolean pretty;

  @Override
  protected Map<String, String> settings() {
    return Map.of("caravan.routes", "file:" + sheet + SHARED);
  }

  @Override
  protected int work(CommandRuntime service) throws Exception {
    List<byte[]> bodies = new ArrayList<>();
    for (String answer : answers) {
      bodies.add(read(answer));
    }
    read(sheet);
    Api api = api(service.context());
    Given given = new Given(api, bodies.iterator());
    Instant now = service.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    Poll poll = new Poll(scope(api), now, now, new ScopeState(), () -> now);
    Pages paging = service.context().getRegistry().findSingleByType(Pages.class);
    List<AttemptGate> gates = List.of(paging, given);
    OnePoll.run(service, poll, Map.of(SubstituteFetch.PROPERTY, given, Attempts.GATES, gates));
    PolledEvents events = PolledEvents.of(poll);
    if (json()) {
      events.writeJson(out(), events.json("api test"), pretty);
    } else {
      events.write(out(), errors(), pretty);
      writeViews(service.context(), poll);
    }
    return poll.report().status().equals("complete") ? FINE : WRONG;
  }

  private static byte[] read(String file) throws CommandException {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw CommandException.usage("There is no file " + file + ".");
      }
      if (Files.size(path) > MAX_BYTES) {
        throw CommandException.wrong(file + " is larger than " + MAX_BYTES + " bytes.");
      }
      return Files.readAllBytes(path);
    } catch (IOException | InvalidPathException unreadable) {
      throw CommandException.wrong(
          file + " cannot be read: " + unreadable.getClass().getSimpleName() + ".");
    }
  }

  private Api api(CamelContext context) throws CommandException {
    try {
      ApiSheets.check(context);
    } catch (TargetsException mistakes) {
      throw CommandException.wrong("The data sheet has mistakes:\n" + mistakes.getMessage());
    }
    Set<Api> apis = context.getRegistry().findByType(Api.class);
    if (apis.size() != 1) {
      throw CommandException.wrong(sheet + " has not exactly one bean of the type Api.");
    }
    return apis.iterator().next();
  }

  /** A scope that no vendor knows. */
  private static Scope scope(Api api) {
    Account account =
        new Account(
            MADE_UP,
            api.source().vendor(),
            MADE_UP,
            null,
            () -> new Credential(MADE_UP, MADE_UP, null));
    List<String> requires = api.request().requires();
    boolean member = requires.contains("members") || requires.contains("users");
    Target target =
        new Target(
            api,
            account,
            MADE_UP,
            MADE_UP,
            List.of(MADE_UP),
            member ? List.of(MADE_UP) : List.of(),
            Duration.ofMinutes(1),
            api.paging().pageSize(),
            null,
            Set.of(),
            ZoneOffset.ofHours(8),
            null,
            1,
            Duration.ofMinutes(1),
            null,
            true);
    return new Scope(target, MADE_UP, member ? MADE_UP : null);
  }

  private void writeViews(CamelContext context, Poll poll) throws CommandException {
    for (String name : views) {
      View view =
          context.getRegistry().findByType(View.class).stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(() -> CommandException.usage("There is no view " + name + "."));
      poll.outcome().events().forEach(one -> view.json(one).ifPresent(out()::println));
    }
  }

  /** Gives the answers in their order; the poll ends when there is none left. */
  private record Given(Api api, Iterator<byte[]> answers)
      implements AttemptGate, SubstituteFetch.Fetch {

    @Override
    public Permit enter(Attempt attempt) {
      attempt.signWith(new Credential(MADE_UP, MADE_UP, null));
      return Permit.NONE;
    }

    @Override
    public void fetch(Message message) throws CommandException {
      if (!answers.hasNext()) {
        throw CommandException.wrong("the list goes on, but there is no further answer");
      }
      byte[] answer = answers.next();
      message.removeHeaders("*");
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
      message.setBody(new ByteArrayInputStream(DroppedMembers.cut(answer, api)));
    }
  }
}
