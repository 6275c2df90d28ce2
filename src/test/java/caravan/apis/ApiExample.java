package caravan.apis;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.cloud.ErrorClassifier;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.view.EcsView;
import caravan.event.view.OcsfView;
import caravan.model.Api;
import caravan.model.PageFailure;
import caravan.model.Scope;
import caravan.poll.Attempts;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.compare.Snapshots;
import caravan.poll.fetch.DroppedMembers;
import caravan.poll.normalize.Splitter;
import caravan.poll.page.PageReader;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The sheet of one API and answers of it, found by their places: {@code routes/<id>.camel.yaml} and
 * {@code src/test/resources/apis/<id>/answer*.json}.
 *
 * @param id the API's id
 */
public record ApiExample(String id) {

  private static final Path ROUTES = Path.of("routes");
  private static final Path EXAMPLES = Path.of("src/test/resources/apis");
  private static final String SUFFIX = ".camel.yaml";

  /** Every sheet of the product. */
  public static Stream<ApiExample> all() {
    try (Stream<Path> files = Files.list(ROUTES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .sorted()
          .map(name -> new ApiExample(name.substring(0, name.length() - SUFFIX.length())))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its answers and what is expected of them are. */
  public Path folder() {
    return EXAMPLES.resolve(id);
  }

  /** Its answers in the order of their names. */
  public List<Path> answers() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("answer"))
          .sorted()
          .toList();
    }
  }

  /** The data sheet. */
  public Api api() {
    return Fixtures.api(id);
  }

  /** A scope with everything that the API needs. */
  public Scope scope() {
    List<String> needed = api().request().requires();
    boolean member = needed.contains("members") || needed.contains("users");
    Fixtures.Draft target =
        Fixtures.target(id)
            .accountId("1234567890123456")
            .region(needed.contains("region") ? "ap-southeast-1" : "")
            .resources("test-resource");
    if (needed.contains("projectId")) {
      target.projectId("7c6f2d1e0b9a48d3a5f4e3d2c1b0a987");
    }
    return member ? target.users("test-member").scope() : target.scope();
  }

  /** The errors of the cloud that its route names. */
  public ErrorClassifier errors() {
    String bean = routeParameter("errors");
    String cloud = bean.replace("Errors", "");
    String type =
        "caravan.cloud.%s.%s%s"
            .formatted(cloud, bean.substring(0, 1).toUpperCase(Locale.ROOT), bean.substring(1));
    try {
      return Class.forName(type).asSubclass(ErrorClassifier.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private String routeParameter(String name) {
    try {
      List<String> lines = Files.readAllLines(ROUTES.resolve(id + SUFFIX));
      int at = lines.indexOf("      - name: " + name);
      return lines.get(at + 1).replace("        value: ", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole poll of one answer, from its bytes to events and dead letters. */
  public Poll poll(byte[] answer, int status) {
    PollSettings settings = SettingsFixture.settings(PollSettings.class);
    SettableClock clock = new SettableClock(Fixtures.READ);
    Poll poll = new Poll(scope(), Fixtures.SLOT, Fixtures.SLOT, new ScopeState(), clock::instant);
    Begun.begun(poll, errors(), Fixtures.normalizer(id));
    poll.walk().asked();
    try {
      var page =
          new PageReader(settings)
              .read(poll, Begun.reply(status, DroppedMembers.cut(answer, api())));
      new Pages(settings)
          .advance(poll, new Splitter(settings).split(poll, errors().check(api(), page)));
    } catch (PageFailure refused) {
      new Attempts(List.of()).failed(poll, refused);
    }
    new Snapshots().compare(poll);
    return poll;
  }

  /** What an answer becomes, as the lines of the expected files. */
  public Result result(Path answer) throws IOException {
    String name = answer.getFileName().toString();
    int status = name.matches("answer-\\d{3}-.*") ? Integer.parseInt(name.substring(7, 10)) : 200;
    Poll poll = poll(Files.readAllBytes(answer), status);
    List<Event> events = poll.outcome().events();
    OcsfView ocsf = new OcsfView();
    EcsView ecs = new EcsView();
    return new Result(
        events.stream().map(Event::json).toList(),
        events.stream().flatMap(one -> ocsf.json(one).stream()).toList(),
        events.stream().flatMap(one -> ecs.json(one).stream()).toList(),
        poll.walk().letters().stream().map(DeadLetter::json).toList());
  }

  /** Lines of JSON that an answer becomes. */
  public record Result(
      List<String> events, List<String> ocsf, List<String> ecs, List<String> letters) {}
}
