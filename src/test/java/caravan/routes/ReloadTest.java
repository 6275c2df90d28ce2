package caravan.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.app.TargetsWatch;
import caravan.broker.BrokerResource;
import caravan.broker.Topic;
import caravan.model.Credential;
import caravan.poll.RunningTime;
import caravan.simulator.Account;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Clouds;
import caravan.simulator.DocumentDatabase;
import caravan.simulator.DocumentDatabase.Role;
import caravan.simulator.MongoInstance;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The targets change while the service runs, with its own timers and clock. What a change names
 * follows it; everything else must not notice.
 */
@Tag("application")
@QuarkusTest
@TestProfile(ReloadTest.RunningClock.class)
@WithTestResource(BrokerResource.class)
@WithTestResource(TargetsFolder.class)
class ReloadTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String EVENTS = "caravan.events.v1";
  private static final AtomicInteger RUNS = new AtomicInteger();

  private static Simulator clouds;

  @Inject TargetsWatch targets;
  @Inject MeterRegistry registry;
  @Inject SmallRyeHealthReporter health;

  @ConfigProperty(name = "caravan.targets")
  String location;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private Path folder;
  private String a;
  private String b;
  private String c;

  /** The other tests stop the clock. */
  public static final class RunningClock implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(Running.class);
    }

    /** The machine's clock, in place of the one that tests set. */
    @Alternative
    @Singleton
    static final class Running {

      @Produces
      @Singleton
      Clock clock() {
        return Clock.systemUTC();
      }

      @Produces
      @Singleton
      RunningTime runningTime() {
        return System::nanoTime;
      }
    }
  }

  @BeforeAll
  static void startClouds() {
    clouds = Simulator.start();
  }

  @AfterAll
  static void stopClouds() {
    clouds.close();
  }

  /** Three instances that no other test knows, each with an account. */
  @BeforeEach
  void addInstances() {
    clouds.forget();
    folder = Path.of(location.substring("file:".length()));
    int run = RUNS.incrementAndGet();
    a = instance("a" + run);
    b = instance("b" + run);
    c = instance("c" + run);
  }

  private static String instance(String id) {
    clouds
        .clouds()
        .ctyun()
        .add(id, new DocumentDatabase())
        .account("admin", "root", new Role("root", "admin"));
    return id;
  }

  private static String accounts() {
    return """
        accounts:
          ctyun:
            vendor: ctyun
            accountId: ct-000001
            accessKeyId: %s
            secretAccessKey: %s
            endpoint: %s
        targets:
        """
        .formatted(
            Clouds.CTYUN_CREDENTIAL.accessKeyId(),
            Clouds.CTYUN_CREDENTIAL.secretAccessKey(),
            clouds.endpoint());
  }

  private static String target(String instance, String every, String more) {
    return "  - {api: ctyun-mongodb-accounts, account: ctyun, resources: [%s], every: %s%s}\n"
        .formatted(instance, every, more);
  }

  private static String each(String... instances) {
    return accounts()
        + Arrays.stream(instances).map(one -> target(one, "1s", "")).collect(Collectors.joining());
  }

  /** Puts a file into the place of the one before, all at once. */
  private void write(String text) {
    try {
      Path next = Files.writeString(folder.resolve(".next"), text);
      Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file() {
    return folder.resolve("targets.yaml");
  }

  private static String scope(String instance) {
    return "ctyun/dds/ct-000001/-/instance/" + instance + "/poll/describeAccounts";
  }

  /** Events of a scope so far, in order. */
  private List<JsonNode> events(String instance) {
    return eventsOf(scope(instance));
  }

  private List<JsonNode> eventsOf(String scope) {
    return Topic.settled(bootstrap, EVENTS).stream()
        .filter(entry -> scope.equals(entry.key()))
        .map(ReloadTest::json)
        .toList();
  }

  private static JsonNode json(Topic.Entry entry) {
    try {
      return JSON.readTree(entry.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<JsonNode> markers(String instance) {
    return events(instance).stream().filter(event -> event.has("report")).toList();
  }

  private List<JsonNode> ends(String instance) {
    return events(instance).stream()
        .filter(event -> event.path("end_reason").asText().equals("scope_retired"))
        .toList();
  }

  private void awaitPolls(String instance, int count) {
    await().atMost(SOON).until(() -> polls(instance) >= count);
  }

  /** Published polls of a scope, as its meters say; none while it has none. */
  private double polls(String instance) {
    Counter complete =
        registry
            .find("caravan.polls")
            .tag("scope", scope(instance))
            .tag("verdict", "complete")
            .counter();
    return complete == null ? 0 : complete.count();
  }

  /** Waits until each of some scopes was polled so often from now on. */
  private void awaitMorePolls(int count, String... instances) {
    List<Double> wanted = Arrays.stream(instances).map(one -> polls(one) + count).toList();
    for (int i = 0; i < instances.length; i++) {
      awaitPolls(instances[i], wanted.get(i).intValue());
    }
  }

  private static List<Call> calls(String instance) {
    return clouds.calls(Simulator.CTYUN_ACCOUNTS).stream()
        .filter(call -> instance.equals(call.parameters().get("prodInstId")))
        .toList();
  }

  private boolean hasMeters(String instance) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .anyMatch(id -> scope(instance).equals(id.getTag("scope")));
  }

  /** Polls follow each other as if nothing had been: each knows the one before, none is doubled. */
  private void assertUnbroken(String instance) {
    List<JsonNode> markers = markers(instance);
    Set<String> slots = new HashSet<>();
    for (int i = 0; i < markers.size(); i++) {
      JsonNode snapshot = markers.get(i).get("snapshot");
      assertEquals(
          i == 0 ? "" : markers.get(i - 1).at("/snapshot/poll_id").textValue(),
          snapshot.path("previous_poll_id").asText());
      assertTrue(slots.add(snapshot.get("scheduled_at").textValue()), snapshot::toString);
    }
    assertEquals(
        1,
        events(instance).stream()
            .filter(event -> event.at("/snapshot/trigger").asText().equals("baseline"))
            .map(event -> event.at("/snapshot/poll_id").textValue())
            .distinct()
            .count());
  }

  private static double gauge(MeterRegistry registry, String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void addedScopesStartRemovedOnesEndAndTheOthersDoNotNotice() {
    // Given
    write(each(a, b));
    awaitPolls(a, 2);
    awaitPolls(b, 2);

    // When
    write(each(a, c));

    // Then
    awaitPolls(c, 2);
    await().atMost(SOON).until(() -> !ends(b).isEmpty());
    int asked = calls(b).size();
    double polled = polls(a);
    awaitMorePolls(4, a);
    assertEquals(1, ends(b).size());
    assertEquals(asked, calls(b).size());
    assertFalse(hasMeters(b));
    assertTrue(hasMeters(a) && hasMeters(c));
    assertTrue(polls(a) > polled);
    assertUnbroken(a);
    assertUnbroken(c);
    assertTrue(calls(a).size() <= markers(a).size() + 1, "one request a poll");
  }

  /** Otherwise their number would grow with every change, and alerts would ask for what is gone. */
  @Test
  void metersOfAccountsAndHostsGoWithThem() {
    // Given
    String host = clouds.endpoint().replace("http://", "");
    String other = host.replace("127.0.0.1", "localhost");
    String second =
        accounts()
            .lines()
            .filter(line -> !line.startsWith("accounts:") && !line.startsWith("targets:"))
            .map(line -> line.replace("ctyun:", "second:").replace("ct-000001", "ct-000002"))
            .map(line -> line.replace(host, other) + "\n")
            .collect(Collectors.joining());
    write(
        each(a).replace("targets:\n", second + "targets:\n")
            + target(b, "1s", "").replace("account: ctyun", "account: second"));
    Set<String> both = Set.of("ctyun", "second");
    await().atMost(SOON).until(() -> shown(), both::equals);
    assertEquals(
        Set.of("http://" + host, "http://" + other), shown("caravan.circuit.state", "host"));

    // When
    write(each(a));

    // Then
    await().atMost(SOON).until(() -> shown(), Set.of("ctyun")::equals);
    awaitMorePolls(2, a);
    assertEquals(Set.of("ctyun"), shown());
    assertEquals(Set.of("http://" + host), shown("caravan.circuit.state", "host"));
    assertEquals(1, shown("caravan.clock.skew", "endpoint").size());
  }

  /** Accounts that have every meter of an account. */
  private Set<String> shown() {
    Set<String> accounts = shown("caravan.account.suspended", "account");
    for (String name : List.of("rate", "full.rate", "waiting", "pause.seconds", "throttled")) {
      assertEquals(accounts, shown("caravan.budget." + name, "account"));
    }
    return accounts;
  }

  private Set<String> shown(String meter, String tag) {
    return registry.find(meter).meters().stream()
        .map(one -> one.getId().getTag(tag))
        .collect(Collectors.toSet());
  }

  @Test
  void changedScopeKeepsItsSlotsAndItsMemory() {
    // Given
    write(each(a, b));
    awaitPolls(a, 2);

    // When
    write(accounts() + target(a, "1s", ", pageSize: 7") + target(b, "1s", ""));

    // Then
    await().atMost(SOON).until(() -> calls(a).stream().anyMatch(ReloadTest::asksForSeven));
    awaitMorePolls(2, a);
    assertTrue(calls(b).stream().noneMatch(ReloadTest::asksForSeven));
    assertUnbroken(a);
    assertUnbroken(b);
    assertEquals(List.of(), ends(a));
  }

  private static boolean asksForSeven(Call call) {
    return call.parameters().get("pageSize").equals("7");
  }

  /** The first page of a poll takes its time; meanwhile other targets come into force. */
  @Test
  void pollThatRunsGoesOnWithWhatItBeganWith() {
    // Given
    DocumentDatabase database = clouds.clouds().ctyun().resource(a);
    Stream.of("x", "y").forEach(user -> database.account("admin", user));
    clouds.answer(
        call -> a.equals(call.parameters().get("prodInstId")),
        Answer.normal().after(Duration.ofSeconds(5)));
    write(accounts() + target(a, "1s", ", pageSize: 2"));
    await().atMost(SOON).until(() -> !calls(a).isEmpty());

    // When
    write(accounts() + target(a, "1s", ", pageSize: 7") + target(b, "1s", ""));

    // Then
    awaitPolls(a, 2);
    List<String> sizes = calls(a).stream().map(call -> call.parameters().get("pageSize")).toList();
    assertEquals(List.of("2", "2", "7"), sizes.subList(0, 3));
    assertTrue(calls(b).get(0).at().isBefore(calls(a).get(1).at()), "the reload came in between");
    assertUnbroken(a);
  }

  /** Ways in which a file can go wrong. */
  enum Damage {
    SYNTAX,
    VALUE,
    CUT_OFF,
    EMPTIED,
    DELETED
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void wrongFilesAreRefusedAndThoseBeforeStayInForce(Damage damage) throws Exception {
    // Given
    String right = each(a, b);
    write(right);
    awaitPolls(a, 1);
    awaitPolls(b, 1);
    String before = targets.problem().orElse("none");
    double taken = gauge(registry, "caravan.targets.taken");

    // When
    switch (damage) {
      case SYNTAX -> write(right + "  - {api: [");
      case VALUE -> write(right.replace("every: 1s", "every: soon"));
      case CUT_OFF -> write(right.substring(0, right.indexOf(b) + 1));
      case EMPTIED -> write("");
      case DELETED -> Files.delete(file());
    }

    // Then
    await().atMost(SOON).until(() -> targets.problem().isPresent());
    assertEquals("none", before);
    String problem = targets.problem().orElseThrow();
    assertTrue(problem.contains(folder.toString()), problem);
    assertEquals(0, gauge(registry, "caravan.targets.valid"));
    assertEquals(taken, gauge(registry, "caravan.targets.taken"));
    JsonNode ready = readiness();
    assertEquals("UP", ready.get("status").textValue());
    assertEquals(problem, ready.at("/data/problem").textValue());
    assertEquals(2, ready.at("/data/scopes").intValue());
    assertTrue(ready.at("/data").has("inForceSince"));
    awaitMorePolls(3, a, b);

    // When
    write(each(a));

    // Then
    await().atMost(SOON).until(() -> gauge(registry, "caravan.targets.valid") == 1);
    assertTrue(targets.problem().isEmpty());
    await().atMost(SOON).until(() -> !ends(b).isEmpty());
    assertEquals(1, ends(b).size());
    assertUnbroken(a);
  }

  /** The readiness check of the targets, as the management port shows it. */
  private JsonNode readiness() {
    try {
      for (JsonNode check :
          JSON.readTree(health.getReadiness().getPayload().toString()).get("checks")) {
        if (check.get("name").textValue().equals("targets")) {
          return check;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("there is no such check");
  }

  /** Ways in which tools replace a file. */
  enum Replacement {
    /** Written over where it stands. */
    WRITE,
    /** Renamed into place, as editors do. */
    RENAME,
    /** A link behind a link is swapped, as Kubernetes does. */
    SWAP,
    /** Another file appears beside it. */
    ADD
  }

  @ParameterizedTest
  @EnumSource(Replacement.class)
  void changeIsSeenHoweverFilesAreReplaced(Replacement how) throws Exception {
    // Given
    if (how == Replacement.SWAP) {
      Files.deleteIfExists(file());
      swap(folder, "targets.yaml", each(a));
      Files.createSymbolicLink(file(), Path.of("..data", "targets.yaml"));
    } else {
      write(each(a));
    }
    awaitPolls(a, 2);

    // When
    Path more = folder.resolve("more.yaml");
    switch (how) {
      case WRITE -> Files.writeString(file(), each(a, b));
      case RENAME -> write(each(a, b));
      case SWAP -> swap(folder, "targets.yaml", each(a, b));
      case ADD -> Files.writeString(more, "targets:\n" + target(b, "1s", ""));
    }

    // Then
    awaitPolls(b, 2);
    assertUnbroken(a);

    // When
    if (how == Replacement.ADD) {
      Files.delete(more);
      await().atMost(SOON).until(() -> !ends(b).isEmpty());
      assertUnbroken(a);
    }
  }

  /** Gives a mounted folder other content in one step: what a name shows is behind two links. */
  private static void swap(Path folder, String... namesAndTexts) throws IOException {
    Path version = Files.createTempDirectory(folder, "..v");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      Files.writeString(version.resolve(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    Path next = folder.resolve("..next");
    Files.createSymbolicLink(next, version.getFileName());
    Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void lastOfTwoQuickChangesIsTaken() {
    // Given
    write(each(a));
    awaitPolls(a, 1);

    // When
    write(each(a, b));
    write(each(a, c));

    // Then
    awaitPolls(c, 2);
    assertEquals(0, polls(b));
    assertUnbroken(a);
  }

  @Test
  void targetThatIsSwitchedOffPausesAndEndsNothing() {
    // Given
    write(each(a, b));
    awaitPolls(b, 2);

    // When
    write(accounts() + target(a, "1s", "") + target(b, "1s", ", enabled: false"));

    // Then
    await().atMost(SOON).until(() -> !hasMeters(b));
    int published = markers(b).size();
    awaitMorePolls(4, a);
    assertTrue(markers(b).size() <= published + 1, "one poll may have been running");

    // When
    write(each(a, b));

    // Then
    awaitPolls(b, 2);
    assertUnbroken(a);
    assertUnbroken(b);
    assertEquals(List.of(), ends(b));
  }

  /** In an hour's slot, so that the second life begins in the slot in which the first one did. */
  @Test
  void scopeThatComesBackBeginsANewLife() {
    // Given
    String both = accounts() + target(a, "1s", "") + target(b, "1h", "");
    write(both);
    awaitPolls(b, 1);
    write(each(a));
    await().atMost(SOON).until(() -> !ends(b).isEmpty());
    JsonNode first = events(b).get(0);

    // When
    write(both);

    // Then
    awaitPolls(b, 1);
    List<String> ids = events(b).stream().map(event -> event.get("id").textValue()).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size(), ids::toString);
    JsonNode again = markers(b).get(markers(b).size() - 1);
    assertNotEquals(first.at("/snapshot/poll_id"), again.at("/snapshot/poll_id"));
    List<JsonNode> baselines =
        events(b).stream()
            .filter(event -> event.at("/snapshot/trigger").asText().equals("baseline"))
            .toList();
    assertEquals(2, baselines.size());
    assertNotEquals(baselines.get(0).get("incarnation"), baselines.get(1).get("incarnation"));
    assertUnbroken(a);
  }

  @Test
  void viewIsPublishedFromTheReloadThatNamesIt() {
    // Given
    write(each(a, b));
    awaitPolls(a, 2);

    // When
    write(accounts() + target(a, "1s", "") + target(b, "1s", ", views: [ocsf], heartbeat: 0s"));

    // Then
    await()
        .atMost(SOON)
        .until(
            () ->
                Topic.read(bootstrap, "caravan.ocsf.v1").stream()
                    .anyMatch(entry -> scope(b).equals(entry.key())));
    assertUnbroken(a);
  }

  /**
   * Between two pages the key is rotated: the folder with key id, secret and session token is
   * swapped, and the vendor refuses the old key from then on.
   */
  @Test
  void nextSignatureUsesTheKeyThatWasRotatedIn() throws Exception {
    // Given
    Path secrets = Files.createDirectories(folder.resolve(".secrets-" + a));
    Credential old = new Credential("old-key-id-" + a, "old-secret-key", "old-session-token");
    Credential next = new Credential("new-key-id-" + a, "new-secret-key", "new-session-token");
    Account<MongoInstance> account = clouds.clouds().addTencent("account-of-" + a, old);
    account.add(a, new MongoInstance()).client("10.0.0.1", 1).client("10.0.0.2", 2);
    rotate(secrets, old);
    clouds.answerAlways(
        call -> call.text().contains(a),
        call -> {
          if (call.text().contains("\"Offset\":0")) {
            rotate(secrets, next);
          } else {
            account.credential(next);
          }
          return Answer.normal();
        });

    // When
    write(
        """
        accounts:
          rotated:
            vendor: tencent_cloud
            accountId: %s
            accessKeyId: ${file:SECRETS/..data/id}
            secretAccessKey: ${file:SECRETS/..data/key}
            securityToken: ${file:SECRETS/..data/token}
            endpoint: %s
        targets:
          - api: tencent-mongodb-client-connections
            account: rotated
            region: ap-singapore
            resources: [%s]
            every: 1h
            pageSize: 1
        """
            .formatted(account.id(), clouds.endpoint(), a)
            .replace("SECRETS", secrets.toString()));

    // Then
    String scope =
        "tencent_cloud/mongodb/account-of-%s/ap-singapore/instance/%s/poll/DescribeClientConnections"
            .formatted(a, a);
    await().atMost(SOON).until(() -> !eventsOf(scope).isEmpty());
    List<JsonNode> events = eventsOf(scope);
    assertEquals("snapshot.completed", events.get(events.size() - 1).get("kind").textValue());
    List<Call> calls =
        clouds.calls(Simulator.TENCENT_CLIENT_CONNECTIONS).stream()
            .filter(call -> call.text().contains(a))
            .toList();
    List<String> tokens = calls.stream().map(call -> call.header("X-TC-Token")).toList();
    assertEquals("old-session-token", tokens.get(0));
    assertEquals(Set.of("new-session-token"), Set.copyOf(tokens.subList(1, tokens.size())));
  }

  private static void rotate(Path secrets, Credential credential) {
    try {
      swap(
          secrets,
          "id",
          credential.accessKeyId(),
          "key",
          credential.secretAccessKey(),
          "token",
          credential.securityToken());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
