package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.RoleSources;
import caravan.model.Scope;
import caravan.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsReaderTest {

  private static final String MINIMAL =
      """
      accounts:
        ctyun:
          vendor: ctyun
          accountId: "4"
          accessKeyId: id
          secretAccessKey: planted-secret
      targets:
        - {api: ctyun-mongodb-accounts, account: ctyun, resources: [a]}
      """;

  @TempDir private Path folder;

  private static List<Target> catalogues(String keys) throws TargetsException {
    String api = "tencent-mongodb-instances";
    String text =
        "%s\ntargets:\n  - {api: %s, account: tencent, region: r1%s}\n"
            .formatted(Fixtures.ACCOUNTS, api, keys);
    return new TargetsReader(
            Stream.concat(Fixtures.apis().stream(), Stream.of(caravan.Fixtures.api(api))).toList(),
            Fixtures.ENVIRONMENT::get,
            PlaceholderRules.NONE,
            RoleSources.NONE,
            false)
        .read(new Reading(List.of(Fixtures.document(text))));
  }

  /** Nothing is typed, so the one resource is where the list is read. */
  @Test
  void catalogueIsNamedByItsProjectOrRegion() throws TargetsException {
    assertEquals(List.of("r1"), catalogues("").get(0).resources());
    assertEquals(List.of("p1"), catalogues(", projectId: p1").get(0).resources());
    List<Problem> problems =
        assertThrows(TargetsException.class, () -> catalogues(", resources: [a]")).problems();
    assertEquals(List.of("targets[0].resources"), problems.stream().map(Problem::key).toList());
    assertEquals("Remove the key resources.", problems.get(0).remedy());
    String again = "}\n  - {api: tencent-mongodb-instances, account: tencent, region: r1";
    assertThrows(TargetsException.class, () -> catalogues(again));
  }

  @Test
  void absentKeysTakeTheirDefaults() throws TargetsException {
    Target target = Fixtures.targets(MINIMAL).get(0);

    assertEquals("ctyun-mongodb-accounts", target.api().id());
    assertEquals("ctyun", target.account().name());
    assertEquals("", target.region());
    assertNull(target.projectId());
    assertEquals(List.of("a"), target.resources());
    assertEquals(List.of(), target.members());
    assertEquals(Duration.ofMinutes(5), target.every());
    assertEquals(100, target.pageSize());
    assertNull(target.heartbeat());
    assertEquals(Set.of(), target.views());
    assertEquals(ZoneOffset.ofHours(8), target.assumedZone());
    assertNull(target.closeConfirmations());
    assertEquals(3, target.goneAfter());
    assertEquals(Duration.ofMinutes(5), target.timeout());
    assertNull(target.endpoint());
    assertTrue(target.enabled());
    assertNull(target.account().endpoint());
    assertEquals(
        new Credential("id", "planted-secret", null), target.account().credentials().get());
  }

  @Test
  void everyKeyIsTaken() throws TargetsException {
    Target target =
        Fixtures.targets(
                """
                accounts:
                  ali:
                    vendor: alibaba_cloud
                    accountId: "123"
                    accessKeyId: ${KEY_ID}
                    secretAccessKey: x-${SECRET}
                    securityToken: ${TOKEN:a-token}
                    endpoint: https://smartag.example:8443
                targets:
                  - api: alibaba-sag-online-clients
                    account: ali
                    region: ${REGION}
                    projectId: p
                    resources: [sag-1, "sag-${NUMBER}"]
                    users: [u, v]
                    every: 2h
                    pageSize: 0
                    heartbeat: 0s
                    views: [ecs, ocsf]
                    assumedZone: "-05:30"
                    closeConfirmations: 2
                    goneAfter: 5
                    timeout: PT90S
                    endpoint: http://127.0.0.1:9999
                    enabled: ${OFF}
                """)
            .get(0);

    assertEquals("cn-shanghai", target.region());
    assertEquals("p", target.projectId());
    assertEquals(List.of("sag-1", "sag-1250000000"), target.resources());
    assertEquals(List.of("u", "v"), target.members());
    assertEquals(Duration.ofHours(2), target.every());
    assertEquals(0, target.pageSize());
    assertEquals(Duration.ZERO, target.heartbeat());
    assertEquals(Set.of("ecs", "ocsf"), target.views());
    assertEquals(ZoneOffset.ofHoursMinutes(-5, -30), target.assumedZone());
    assertEquals(2, target.closeConfirmations());
    assertEquals(5, target.goneAfter());
    assertEquals(Duration.ofSeconds(90), target.timeout());
    assertEquals("http://127.0.0.1:9999", target.endpoint());
    assertFalse(target.enabled());
    assertEquals("123", target.account().accountId());
    assertEquals("https://smartag.example:8443", target.account().endpoint());
    assertEquals(
        new Credential("AKIDexample", "x-planted-secret-of-the-environment", "a-token"),
        target.account().credentials().get());
  }

  @Test
  void variablesOfDigitsStayTextWhereTextIsWanted() throws TargetsException {
    Target target =
        Fixtures.targets(
                MINIMAL
                    .replace("\"4\"", "${NUMBER}")
                    .replace("[a]", "[\"${NUMBER}\"], pageSize: \"${SIZE}\""))
            .get(0);

    assertEquals("1250000000", target.account().accountId());
    assertEquals(List.of("1250000000"), target.resources());
    assertEquals(50, target.pageSize());
  }

  @Test
  void emptyTokenMeansPermanentCredentials() throws TargetsException {
    Target target =
        Fixtures.targets(MINIMAL.replace("targets:", "    securityToken: ${TOKEN:}\ntargets:"))
            .get(0);

    assertNull(target.account().credentials().get().securityToken());
  }

  @Test
  void defaultReplacesAnEmptyVariable() throws TargetsException {
    Target target = Fixtures.targets(MINIMAL.replace("[a]", "[a], every: \"${EMPTY:30s}\"")).get(0);

    assertEquals(Duration.ofSeconds(30), target.every());
  }

  @Test
  void escapedPlaceholderIsLiteral() throws TargetsException {
    Target target = Fixtures.targets(MINIMAL.replace("[a]", "[\"a$${NOT_SET}$b\"]")).get(0);

    assertEquals(List.of("a${NOT_SET}$b"), target.resources());
  }

  @Test
  void aliasesStandForWhatTheyName() throws TargetsException {
    List<Target> targets =
        Fixtures.targets(
            Fixtures.ACCOUNTS
                + """

                targets:
                  - {api: ctyun-mongodb-accounts, account: ctyun, resources: [a], views: &views [ecs]}
                  - {api: ctyun-mongodb-accounts, account: ctyun, resources: [b], views: *views }
                """);

    assertEquals(Set.of("ecs"), targets.get(1).views());
  }

  /** Some clients and gateways resolve them, and then another path than the signed one is asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {"resources: [\"..\"]", "resources: [a, .]", "resources: [a], projectId: .."})
  void relativePathIsNoName(String keys) {
    String text =
        Fixtures.ACCOUNTS
            + "\ntargets:\n  - {api: ctyun-mongodb-accounts, account: ctyun, "
            + keys
            + "}\n";
    List<Problem> problems = Fixtures.problems(text);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).message().contains("relative path"), problems::toString);
  }

  @Test
  void plainHttpIsTakenWhenAllowed() throws TargetsException {
    TargetsReader lenient =
        new TargetsReader(
            Fixtures.apis(),
            Fixtures.ENVIRONMENT::get,
            PlaceholderRules.NONE,
            RoleSources.NONE,
            true);

    List<Target> targets =
        lenient.read(
            new Reading(
                List.of(
                    Fixtures.document(
                        MINIMAL.replace("[a]", "[a], endpoint: \"http://simulator:8080\"")))));

    assertEquals("http://simulator:8080", targets.get(0).endpoint());
  }

  @Test
  void equalFilesGiveEqualTargets() throws TargetsException {
    TargetsReader reader = Fixtures.reader();
    Reading files = new Reading(List.of(Fixtures.document(MINIMAL)));

    assertEquals(reader.read(files), reader.read(files));
  }

  @Test
  void filesOfAFolderAreMergedInOrder() throws Exception {
    // Given
    write("b-targets.yml", "targets:\n" + target("b"));
    write("a-accounts.yaml", MINIMAL);
    write("ignored.txt", "no yaml: [");
    write(".hidden.yaml", "no yaml: [");
    Path single = write("single/more.yaml", "targets:\n" + target("c"));

    // When
    List<Target> targets =
        Fixtures.reader()
            .read(new Reading("file:" + single + " , " + folder + ",file://" + single));

    // Then
    assertEquals(
        List.of("c", "a", "b"), targets.stream().map(found -> found.resources().get(0)).toList());
    assertEquals(
        Stream.of(single, folder.resolve("a-accounts.yaml"), folder.resolve("b-targets.yml"))
            .map(Path::toString)
            .toList(),
        new Reading(single + "," + folder)
            .documents().stream().map(Reading.Document::name).toList());
  }

  @Test
  void sameAccountInTwoFilesNamesBothPlaces() {
    List<Problem> problems =
        Fixtures.problems(
            List.of(
                Fixtures.document("a.yaml", MINIMAL),
                Fixtures.document("b.yaml", MINIMAL.replace("[a]", "[b]"))));

    assertEquals(
        List.of(
            new Problem(
                "b.yaml",
                2,
                3,
                "accounts.ctyun",
                "the account is already written at a.yaml:2:3",
                "Remove one of them, or give it another name.")),
        problems);
  }

  @Test
  void sameScopeInTwoFilesNamesBothPlaces() {
    List<Problem> problems =
        Fixtures.problems(
            List.of(
                Fixtures.document("a.yaml", MINIMAL),
                Fixtures.document("b.yaml", "targets:\n" + target("a"))));

    assertEquals(
        List.of(
            "b.yaml:2:63 targets[0].resources[0]: the same list is already polled by"
                + " targets[0].resources[0] at a.yaml:8:63. Remove one of them."),
        problems.stream().map(Problem::toString).toList());
  }

  @Test
  void problemsOfAllFilesAreReportedInOrder() {
    List<Problem> problems =
        Fixtures.problems(
            List.of(
                Fixtures.document(
                    "b.yaml", MINIMAL.replace("[a]", "[a], every: soon").replace("id\n", "5\n")),
                Fixtures.document("a.yaml", "targets:\n\t- x"),
                Fixtures.document("c.yaml", "targets:\n" + target("c").replace("ctyun,", "new,"))));

    // The account "new" may well stand in the file that cannot be read.
    assertEquals(
        List.of("b.yaml:5", "b.yaml:8", "a.yaml:2"),
        problems.stream().map(problem -> problem.file() + ":" + problem.line()).toList());
  }

  @Test
  void accountOfAnotherFileMustExist() {
    List<Problem> problems =
        Fixtures.problems(List.of(Fixtures.document("a.yaml", "targets:\n" + target("a"))));

    assertEquals(
        List.of("a.yaml:2:35 targets[0].account: unknown account \"ctyun\". Accounts: none."),
        problems.stream().map(Problem::toString).toList());
  }

  @Test
  void locationsThatCannotBeReadAreNamed() throws IOException {
    // Given
    Files.createDirectory(folder.resolve("empty"));
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[(1 << 20) + 1]);

    // When
    String message =
        assertThrows(
                TargetsException.class,
                () ->
                    Fixtures.reader()
                        .read(
                            new Reading(
                                String.join(
                                    ",",
                                    folder + "/missing.yaml",
                                    folder + "/empty",
                                    "http://host/targets.yaml",
                                    large.toString()))))
            .getMessage();

    // Then
    assertEquals(
        folder
            + "/missing.yaml: the file does not exist. Create it, or correct caravan.targets.\n"
            + folder
            + "/empty: the folder holds no .yaml or .yml file."
            + " Put one there, or correct caravan.targets.\n"
            + "http://host/targets.yaml: only files can be read."
            + " Write a file or folder, for example file:targets.yaml;"
            + " separate several by commas.\n"
            + large
            + ": the file is larger than 1 MiB. Split it into several files.",
        message);
  }

  @Test
  void emptySettingIsAProblem() {
    TargetsException refused =
        assertThrows(TargetsException.class, () -> Fixtures.reader().read(new Reading(" , ")));

    assertEquals(
        "caravan.targets: the setting is empty. Write a file or folder, for example"
            + " file:targets.yaml; separate several by commas.",
        refused.getMessage());
  }

  @Test
  void apiWithABadPeriodIsRefused() {
    Api first = Fixtures.apis().get(0);
    Api api =
        Fixtures.api(
            first.id(), first.source(), Fixtures.request("https://h", "often", "region"), 1, 1);

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TargetsReader(
                    List.of(api), name -> null, PlaceholderRules.NONE, RoleSources.NONE, false));

    assertEquals(
        "API tencent-mongodb-client-connections: every is not a duration: often",
        refused.getMessage());
  }

  @Test
  void exampleThatShipsIsCorrect() throws Exception {
    // Given
    Path secret = write("tencent-secret-key", "planted-secret\n");
    String example =
        Files.readString(Path.of("src/main/resources/caravan/targets.example.yaml"))
            .replace("/run/secrets/tencent-secret-key", secret.toString());
    TargetsReader reader =
        new TargetsReader(
            Fixtures.apis(),
            name -> name.endsWith("_TOKEN") || name.startsWith("POLL") ? null : "set",
            PlaceholderRules.NONE,
            RoleSources.NONE,
            false);

    // When
    List<Target> targets = reader.read(new Reading(List.of(Fixtures.document(example))));

    // Then
    assertEquals(5, targets.size());
    Scope scope = new Scope(targets.get(0), "cmgo-eqmoaxxx", null);
    assertEquals(
        "tencent_cloud/mongodb/1250000000/ap-singapore/instance/cmgo-eqmoaxxx"
            + "/poll/DescribeClientConnections",
        scope.path());
    assertEquals("mongodb.tencentcloudapi.com", scope.host());
    assertEquals(
        new Credential("set", "planted-secret", null),
        targets.get(0).account().credentials().get());
  }

  private static String target(String resource) {
    return "  - {api: ctyun-mongodb-accounts, account: ctyun, resources: [" + resource + "]}\n";
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
