package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The subcommands of the packaged product, next to a real broker and the simulated clouds. */
class DoctorIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FINE = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
  private static final String TOKEN = "EXAMPLE/planted+session=token";

  private static Broker broker;
  private static Simulator clouds;
  private static int prefixes;

  @TempDir Path folder;
  private String prefix;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>(Product.credentials());

  @BeforeAll
  static void startWorld() {
    broker = Broker.start();
    clouds = Simulator.start();
  }

  @AfterAll
  static void stopWorld() {
    clouds.close();
    broker.close();
  }

  @BeforeEach
  void settings() throws IOException {
    clouds.forget();
    prefix = "doctor" + ++prefixes;
    environment.put("JAVA_TOOL_OPTIONS", QUICK_START);
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.topics.prefix", prefix);
    targets(Product.targets(clouds.endpoint(), "60s"));
  }

  private void targets(String text) throws IOException {
    settings.put(
        "caravan.targets", "file:" + Files.writeString(folder.resolve("targets.yaml"), text));
  }

  private void only(String api) throws IOException {
    targets(Product.targets(clouds.endpoint(), "60s", api::equals));
  }

  /** Runs a subcommand to its end; no secret may be in what it writes. */
  private Run run(String... arguments) throws Exception {
    Run run = Run.of(folder, settings, environment, arguments);
    run.assertWithout(secrets());
    return run;
  }

  private List<String> secrets() {
    List<String> secrets = new ArrayList<>(Product.secrets());
    environment.forEach(
        (name, value) -> {
          if (name.endsWith("_KEY") || name.endsWith("_TOKEN")) {
            secrets.add(value);
          }
        });
    return secrets;
  }

  @Test
  void installationInOrderIsFine() throws Exception {
    Run run = run("check");
    assertEquals(FINE, run.exitCode(), run::toString);
    assertTrue(run.out().endsWith("Nothing is wrong.\n"), run::toString);
    assertEquals(
        5, run.out().lines().filter(line -> line.startsWith("ok    api")).count(), run::toString);
    // One small call for each API, and nothing was made in Kafka.
    assertEquals(5, clouds.calls().size());
    assertTrue(clouds.calls().stream().noneMatch(DoctorIT::asksForMoreThanOneRow));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertTrue(admin.listTopics().names().get().stream().noneMatch(n -> n.startsWith(prefix)));
    }
    assertEquals("", run.errors().replaceAll("Picked up JAVA_TOOL_OPTIONS.*\\R?", ""));
  }

  /** Offline: a sheet that is not mounted, and answers from files. */
  @Test
  void sheetIsTestedWithAnswers() throws Exception {
    String sheet = Path.of("routes/alibaba-rds-ssl.camel.yaml").toAbsolutePath().toString();
    Path answers = Path.of("src/test/resources/apis/alibaba-rds-ssl").toAbsolutePath();
    String answer = answers.resolve("answer-postgresql.json").toString();
    Run run = run("api", "test", sheet, answer, "--view", "ocsf");
    assertEquals(FINE, run.exitCode(), run::toString);
    assertTrue(run.out().contains("\"kind\":\"endpoint.tls_observed\""), run::toString);
    assertTrue(run.out().contains("\"class_uid\":5023"), run::toString);
    assertFalse(run.out().contains("ServerKey"), run::toString);
    assertEquals(0, clouds.calls().size());

    String kept = folder.resolve("kept").toString();
    assertEquals(FINE, run("api", "test", sheet, answer, "--save", kept).exitCode());
    assertEquals(FINE, run("api", "test", sheet, answer, "--expect", kept).exitCode());
    String other = answers.resolve("answer-mysql.json").toString();
    Run differs = run("api", "test", sheet, other, "--expect", kept);
    assertEquals(WRONG, differs.exitCode(), differs::toString);
    assertTrue(differs.errors().contains("events 1 at /"), differs::toString);

    Run refused = run("api", "test", badSheet().toString(), answer);
    assertEquals(WRONG, refused.exitCode(), refused::toString);
    assertTrue(
        refused.errors().contains("bad.camel.yaml:") && refused.errors().contains("tls.enabld"),
        refused::toString);
  }

  private Path badSheet() throws IOException {
    String good = Files.readString(Path.of("routes/alibaba-rds-ssl.camel.yaml"));
    return Files.writeString(
        folder.resolve("bad.camel.yaml"), good.replace("tls.enabled:", "tls.enabld:"));
  }

  /** As with a bad setting, the service ends and says why, without a stack trace. */
  @Test
  void serviceDoesNotStartWithAMistakeInASheet() throws Exception {
    settings.put("caravan.routes", "file:" + badSheet() + ",classpath:routes/shared/*.yaml");
    settings.put("quarkus.management.port", "0");
    Run service = run();
    assertEquals(1, service.exitCode(), service::toString);
    assertTrue(service.errors().contains("row.fields.tls.enabld: "), service::toString);
    assertFalse((service.out() + service.errors()).contains("\tat "), service::toString);
    JsonNode failed = run("check", "--offline", "--json").json().get("checks");
    assertTrue(failed.toString().contains("row.fields.tls.enabld"), failed::toString);
  }

  private static boolean asksForMoreThanOneRow(Call call) {
    String all = call.query() + new String(call.body(), StandardCharsets.UTF_8);
    return all.matches("(?s).*(limit=|pageSize=|\"Limit\":)(?!1\\b).*");
  }

  /** A service may run on the same machine and hold its port. */
  @Tag("thorough")
  @Test
  void portOfTheServiceMayBeTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      settings.put("quarkus.management.port", Integer.toString(taken.getLocalPort()));
      Run run = run("check", "--json", "--offline");
      assertEquals(FINE, run.exitCode(), run::toString);
      assertTrue(run.json().get("ok").booleanValue());
      assertEquals("check", run.json().get("command").textValue());
      assertEquals("0.1.0", run.json().get("version").textValue());
    }
  }

  /** A refused key is not tried again: the second API of the account is not called. */
  @Test
  void wrongSecretIsTriedOnce() throws Exception {
    environment.put("TENCENT_KEY", "EXAMPLEwrong/secret+000000000000");
    Run run = run("check", "--json");
    JsonNode failed = run.onlyFailure("api");
    assertTrue(failed.get("message").textValue().startsWith("authentication"), run::toString);
    assertTrue(failed.get("remedy").textValue().contains("secretAccessKey"), run::toString);
    assertEquals(1, run.checks("api", "skip").size(), run::toString);
    assertEquals(3, run.checks("api", "ok").size(), run::toString);
    assertEquals(4, clouds.calls().size());
  }

  @Tag("thorough")
  @Test
  void missingPermissionComesWithThePolicyToPaste() throws Exception {
    only(Simulator.HUAWEI_CONNECTIONS);
    clouds.answer(
        Simulator.HUAWEI_CONNECTIONS,
        Answer.of(403, "{\"code\":\"VPN.0003\",\"message\":\"No permission.\"}"));
    JsonNode failed = run("check", "--json").onlyFailure("api");
    assertEquals(
        "vpn:p2cVpnGateway:listConnections", failed.at("/policy/Statement/0/Action/0").textValue());
    assertTrue(failed.get("message").textValue().contains("VPN.0003"));
  }

  @Tag("thorough")
  @Test
  void unknownHostIsNamed() throws Exception {
    targets(
        Product.targets("https://no-such-host.invalid", "60s", Simulator.CTYUN_ACCOUNTS::equals));
    Run run = run("check", "--json");
    assertEquals("no-such-host.invalid", run.onlyFailure("name").get("subject").textValue());
    assertTrue(run.onlyFailure("api").get("message").textValue().contains("unknown_host"));
  }

  /** The service and its subcommands read targets by the same rules. */
  @Tag("thorough")
  @Test
  void placeholdersUseOnlyWhatTheSettingsAllow() throws Exception {
    only(Simulator.CTYUN_ACCOUNTS);
    settings.put("caravan.placeholders.variables", "CTYUN_*, HUAWEI_*,ALIBABA_*,TENCENT_ID");
    String refused = "the environment variable TENCENT_KEY may not be used here";
    Run run = run("check", "--offline", "--json");
    assertEquals(refused, run.onlyFailure("targets").get("message").textValue());
    try (Product product = Product.start(Broker.freePort(), settings, environment)) {
      product.awaitLine(Duration.ofSeconds(60), line -> line.contains(refused));
    }
    settings.put("caravan.placeholders.variables", "*_ID,*_KEY");
    assertEquals(FINE, run("check", "--offline").exitCode());
  }

  /** Whoever controls the name would otherwise have it lead to the credentials of this machine. */
  @Tag("thorough")
  @Test
  void nameThatLeadsToTheCredentialsOfMachinesIsNotCalled() throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "169.254.169.254 vendor.example\n");
    settings.put("jdk.net.hosts.file", hosts.toString());
    targets(Product.targets("https://vendor.example", "60s", Simulator.CTYUN_ACCOUNTS::equals));
    JsonNode failed = run("check", "--json").onlyFailure("api");
    assertTrue(failed.get("message").textValue().contains("forbidden_address"), failed::toString);
  }

  /** What does not depend on the broker is looked at all the same. */
  @Test
  void brokerThatIsAwayDoesNotHideTheRest() throws Exception {
    only(Simulator.CTYUN_ACCOUNTS);
    settings.put("kafka.bootstrap.servers", "127.0.0.1:" + Broker.freePort());
    Run run = run("check", "--json");
    assertTrue(
        run.onlyFailure("kafka").get("remedy").textValue().contains("kafka.bootstrap.servers"));
    assertEquals(1, run.checks("api", "ok").size(), run::toString);
  }

  @Tag("thorough")
  @Test
  void topicsThatDoNotFitAreNamed() throws Exception {
    only(Simulator.CTYUN_ACCOUNTS);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      NewTopic state = new NewTopic(prefix + ".state.v1", 12, (short) 1);
      NewTopic events = new NewTopic(prefix + ".events.v1", 3, (short) 1);
      admin.createTopics(List.of(state, events)).all().get();
    }
    Run run = run("check", "--json");
    assertEquals(WRONG, run.exitCode());
    List<String> messages =
        run.checks("topic", "fail").stream()
            .map(one -> one.get("subject").textValue() + " " + one.get("message").textValue())
            .toList();
    assertTrue(
        messages.stream()
            .anyMatch(one -> one.startsWith(prefix + ".state.v1 has cleanup.policy=delete")),
        run::toString);
    assertTrue(
        messages.stream().anyMatch(one -> one.startsWith(prefix + ".events.v1 has 3 partitions")),
        run::toString);
    assertEquals(2, run.checks("topic", "ok").size(), run::toString);
  }

  @Test
  void everyMistakeInTheTargetsIsListedWithItsPlace() throws Exception {
    targets(
        Product.targets(clouds.endpoint(), "soon", Simulator.CTYUN_ACCOUNTS::equals)
            .replace("vendor: huawei_cloud", "vendor: huawai_cloud"));
    Run run = run("check", "--json", "--offline");
    assertEquals(WRONG, run.exitCode());
    List<JsonNode> failed = run.checks("targets", "fail");
    assertEquals(2, failed.size(), run::toString);
    for (JsonNode one : failed) {
      assertTrue(one.get("subject").textValue().matches(".*targets.yaml:\\d+ .+"), run::toString);
    }
    assertTrue(failed.get(0).get("remedy").textValue().contains("huawei_cloud"), run::toString);
  }

  @Tag("thorough")
  @Test
  void unknownSettingIsNamedAndTheRestIsLookedAt() throws Exception {
    only(Simulator.CTYUN_ACCOUNTS);
    settings.put("caravan.topics.prefx", "x");
    environment.put("CARAVAN_TICKS", "5");
    Run run = run("check", "--json", "--offline");
    JsonNode failed = run.onlyFailure("settings");
    assertEquals("caravan.topics.prefx", failed.get("subject").textValue());
    assertTrue(failed.get("remedy").textValue().contains("caravan.topics.prefix"), run::toString);
    assertEquals("CARAVAN_TICKS", run.checks("settings", "warn").get(0).get("subject").asText());
    assertEquals(1, run.checks("targets", "ok").size(), run::toString);
  }

  @Tag("thorough")
  @Test
  void settingThatCannotBeReadIsNamed() throws Exception {
    settings.put("caravan.topics.partitions", "many");
    Run run = run("check", "--json");
    assertTrue(
        run.onlyFailure("settings").get("message").textValue().contains("topics.partitions"),
        run::toString);
  }

  /** The vendor's clock is 20 minutes ahead, and it refuses the signature for it. */
  @Tag("thorough")
  @Test
  void clockThatIsWrongIsMeasured() throws Exception {
    try (ServerSocket vendor = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> answerLate(vendor), "late-vendor");
      answers.setDaemon(true);
      answers.start();
      targets(
          Product.targets(
              "http://127.0.0.1:" + vendor.getLocalPort(),
              "60s",
              Simulator.ALIBABA_ONLINE_CLIENTS::equals));
      Run run = run("check", "--json");
      String skew = run.onlyFailure("clock").get("message").textValue();
      assertTrue(skew.matches("this machine's clock is 1[12]\\d\\d s behind the vendor's"), skew);
      assertTrue(run.onlyFailure("api").get("remedy").textValue().contains("clock"));
    }
  }

  private static void answerLate(ServerSocket vendor) {
    try {
      while (true) {
        try (Socket call = vendor.accept()) {
          call.getInputStream().read(new byte[8192]);
          String body = "{\"Code\":\"InvalidTimeStamp.Expired\",\"Message\":\"expired\"}";
          String date =
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  Instant.now().plus(Duration.ofMinutes(20)).atZone(ZoneOffset.UTC));
          String answer =
              "HTTP/1.1 400 Bad Request\r\nDate: "
                  + date
                  + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body;
          call.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Tag("thorough")
  @Test
  void requestsOfAllVendorsAreExplained() throws Exception {
    for (String target :
        List.of(
            "tencent-mongodb-instance-ssl/cmgo-p8vnxxxx",
            "sag-wfjgnxxxx/lin.mei",
            Clouds.HUAWEI_GATEWAYS.get(0),
            Clouds.CTYUN_INSTANCES.get(0))) {
      Run run = run("explain", target, "--json", "--at", "2026-01-31T23:59:59Z", "--nonce", "n-1");
      assertEquals(FINE, run.exitCode(), run::toString);
      JsonNode all = run.json();
      assertTrue(all.get("target").textValue().endsWith(target.replaceAll(".*/", "")));
      assertFalse(all.get("string_to_sign").textValue().isBlank());
      assertTrue(all.get("key").size() > 0);
      if (all.has("canonical_request")) {
        assertTrue(
            all.get("string_to_sign")
                .textValue()
                .contains(all.get("canonical_request_sha256").textValue()));
      }
      for (String id :
          List.of(
              Clouds.TENCENT_CREDENTIAL.accessKeyId(),
              Clouds.ALIBABA_CREDENTIAL.accessKeyId(),
              Clouds.HUAWEI_CREDENTIAL.accessKeyId(),
              Clouds.CTYUN_CREDENTIAL.accessKeyId())) {
        assertFalse(run.out().contains(id), "a key id is shown whole");
      }
    }
    assertEquals(0, clouds.calls().size());
  }

  /** The vendor's own text comes back as it was signed, but for one seeded letter. */
  @Test
  @Tag("thorough")
  void differenceToTheVendorsTextIsFound() throws Exception {
    String target = "sag-wfjgnxxxx/lin.mei";
    environment.put("ALIBABA_TOKEN", TOKEN);
    targets(
        Product.targets(clouds.endpoint(), "60s", Simulator.ALIBABA_ONLINE_CLIENTS::equals)
            .replace(
                "secretAccessKey: ${ALIBABA_KEY}",
                "secretAccessKey: ${ALIBABA_KEY}\n    securityToken: ${ALIBABA_TOKEN}"));
    String canonical =
        run("explain", target, "--json", "--at", "2026-01-31T23:59:59Z", "--nonce", "n-1")
            .json()
            .get("canonical_request")
            .textValue()
            .replace("[redacted]", TOKEN)
            .replace("LTAI****0000", Clouds.ALIBABA_CREDENTIAL.accessKeyId());

    // The same text: only the secret can be wrong.
    Run same = run("explain", target, "--json", "--error", serverSays(canonical));
    assertEquals(WRONG, same.exitCode());
    assertTrue(same.json().at("/error/same").booleanValue(), same::toString);
    assertEquals("2026-01-31T23:59:59.000Z", same.json().get("at").textValue());
    assertTrue(same.json().at("/error/meaning").textValue().contains("secret access key"));

    // Another user: from a file, for a person.
    Path answer =
        Files.writeString(
            folder.resolve("answer.json"), serverSays(canonical.replace("lin.mei", "lin.mey")));
    Run other = run("explain", target, "--error", "@" + answer);
    assertEquals(WRONG, other.exitCode());
    assertTrue(
        other.out().contains("first difference: canonical request, line 3, column "),
        other::toString);
    List<String> lines = other.out().lines().toList();
    int vendor = indexOf(lines, "    vendor   ");
    assertTrue(lines.get(vendor).endsWith("UserName=lin.mey"), other::toString);
    int mark = lines.get(vendor + 2).indexOf('^');
    assertEquals('y', lines.get(vendor).charAt(mark));
    assertEquals('i', lines.get(vendor + 1).charAt(mark));
  }

  private static int indexOf(List<String> lines, String start) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i;
      }
    }
    throw new AssertionError(start + " is not in " + lines);
  }

  private static String serverSays(String canonicalRequest) throws IOException {
    return JSON.writeValueAsString(
        Map.of(
            "Code",
            "SignatureDoesNotMatch",
            "Message",
            "Specified signature does not match our calculation. server StringToSign is"
                + " [ACS3-HMAC-SHA256\n0000] server CanonicalRequest is ["
                + canonicalRequest
                + "]"));
  }

  @Tag("thorough")
  @Test
  void errorThatNamesNoTextIsExplainedInWords() throws Exception {
    Run run =
        run(
            "explain",
            Clouds.HUAWEI_GATEWAYS.get(0),
            "--json",
            "--error",
            "{\"error_code\":\"APIGW.0301\",\"error_msg\":\"Incorrect IAM authentication"
                + " information: AK access failed to reach the limit,forbidden\"}");
    assertEquals(WRONG, run.exitCode(), run::toString);
    assertEquals("APIGW.0301", run.json().at("/error/code").textValue());
    assertTrue(run.json().at("/error/meaning").textValue().contains("five minutes"));
  }

  @Tag("thorough")
  @Test
  void targetThatIsUnknownOrNotTheOnlyOneIsAnsweredWithNames() throws Exception {
    Run ambiguous = run("explain", "tencent");
    assertEquals(USAGE, ambiguous.exitCode());
    assertTrue(
        ambiguous.errors().contains("tencent-mongodb-instance-ssl/tencent/cmgo-p8vnxxxx"),
        ambiguous::toString);
    Run unknown = run("explain", "tencent-mongodb-instance-ssl/tencent/cmgo-p8vnxxx");
    assertEquals(USAGE, unknown.exitCode());
    assertTrue(unknown.errors().contains("Did you mean"), unknown::toString);
  }

  @Test
  void helpAndVersionStartNothing() throws Exception {
    // Given: settings that nothing could start with.
    settings.put("caravan.topics.partitions", "many");

    // Then
    for (String[] arguments :
        List.of(
            new String[] {"--help"},
            new String[] {"help"},
            new String[] {"help", "check"},
            new String[] {"check", "--help"},
            new String[] {"explain", "--help"})) {
      Run run = run(arguments);
      assertEquals(FINE, run.exitCode(), run::toString);
      assertTrue(run.out().startsWith("Usage: caravan"), run::toString);
    }
    assertEquals("caravan 0.1.0\n", run("--version").out());
    assertEquals(USAGE, run("chekc").exitCode());
    assertEquals(USAGE, run("explain").exitCode());
    assertEquals(USAGE, run("check", "--nonsense").exitCode());
  }
}
