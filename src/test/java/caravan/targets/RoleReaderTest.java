package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Credential;
import caravan.model.CredentialSource;
import caravan.model.Mistake;
import caravan.model.PollError;
import caravan.model.Role;
import caravan.model.RoleSources;
import caravan.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleReaderTest {

  private static final String ROLE = "qcs::cam::uin/100000000001:roleName/caravan-read";
  private static final String TARGET =
      "\ntargets: [{api: tencent-mongodb-client-connections, account: tencent, region: r,"
          + " resources: [a]}]\n";

  @TempDir private Path folder;
  private final Map<Role, CredentialSource> sources = new HashMap<>();
  private Optional<Mistake> mistake = Optional.empty();

  /** A source that never hands anything out. */
  private record Source(Role role) implements CredentialSource {
    @Override
    public Credential get() {
      throw new IllegalStateException("nothing");
    }

    @Override
    public Credential after(Credential refused) {
      return get();
    }

    @Override
    public List<Credential> known() {
      return List.of();
    }

    @Override
    public Duration left() {
      return null;
    }

    @Override
    public PollError problem() {
      return null;
    }
  }

  private TargetsReader reader() {
    RoleSources roles =
        new RoleSources() {
          @Override
          public Optional<Mistake> mistake(Role role) {
            return mistake;
          }

          @Override
          public CredentialSource of(Role role) {
            return sources.computeIfAbsent(role, Source::new);
          }
        };
    return new TargetsReader(
        Fixtures.apis(), Fixtures.ENVIRONMENT::get, PlaceholderRules.NONE, roles, false);
  }

  private static String account(String rest) {
    return "accounts:\n  tencent:\n    vendor: tencent_cloud\n    accountId: \"1\"\n" + rest;
  }

  private Target target(String text) throws TargetsException {
    return reader().read(new Reading(List.of(Fixtures.document(account(text) + TARGET)))).get(0);
  }

  private List<Problem> problems(String text) {
    return assertThrows(TargetsException.class, () -> target(text)).problems();
  }

  private Role role(String text) throws TargetsException {
    return target(text).account().role().orElseThrow().role();
  }

  @Test
  void roleByKey() throws TargetsException {
    Role role =
        role(
            "    accessKeyId: ${KEY_ID}\n    secretAccessKey: ${SECRET}\n"
                + "    credential: {role: '"
                + ROLE
                + "', with: key, externalId: 'an-id', duration: 2h,"
                + " endpoint: 'https://sts.intl.tencentcloudapi.com'}");

    assertEquals(Role.Proof.KEY, role.proof());
    assertEquals(ROLE, role.name());
    assertEquals("an-id", role.externalId());
    assertEquals(Duration.ofHours(2), role.duration());
    assertEquals("https://sts.intl.tencentcloudapi.com", role.endpoint());
    assertEquals("planted-secret-of-the-environment", role.secret().get().secretAccessKey());
    assertEquals("caravan-tencent", role.session());
  }

  @Test
  void roleByTokenFileThatIsReadAnew() throws IOException, TargetsException {
    Path token = Files.writeString(folder.resolve("token"), "first.token.here\n");
    Role role =
        role(
            "    credential: {role: '"
                + ROLE
                + "', with: web-identity, provider: cluster, tokenFile: "
                + token
                + "}");

    assertEquals("first.token.here", role.secret().get().secretAccessKey());
    Files.writeString(token, "second.token.here");
    assertEquals("second.token.here", role.secret().get().secretAccessKey());
    Files.delete(token);
    assertThrows(IllegalStateException.class, role.secret()::get);
  }

  @Test
  void roleOfTheMachine() throws TargetsException {
    Role role = role("    credential: {with: machine, endpoint: 'http://169.254.169.254'}");

    assertEquals(Role.Proof.MACHINE, role.proof());
    assertNull(role.secret());
    assertEquals("http://169.254.169.254", role.endpoint());
  }

  /** Variables that are not set leave empty texts behind. */
  @Test
  void emptyExternalIdIsNone() throws TargetsException {
    assertNull(role("    credential: {with: machine, externalId: '${EXTERNAL_ID:}'}").externalId());
  }

  @Test
  void sourceStaysWhileItsSettingsDo() throws IOException, TargetsException {
    Path token = Files.writeString(folder.resolve("token"), "first.token.here");
    String text =
        "    credential: {role: a-role, with: web-identity, provider: cluster, duration: %s,"
            + " tokenFile: "
            + token
            + "}";

    CredentialSource first = target(text.formatted("1h")).account().role().orElseThrow();
    Files.writeString(token, "second.token.here");

    assertSame(first, target(text.formatted("1h")).account().credentials());
    assertTrue(first != target(text.formatted("2h")).account().credentials());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          credential: {role: r} | accounts.tencent.credential.with: the key is missing. Add it, for example with: key.
          credential: {with: magic} | accounts.tencent.credential.with: "magic" is not what a role is assumed with. Write for example key, web-identity or machine.
          credential: {with: machine, tokenFile: f} | accounts.tencent.credential.tokenFile: the key is not used with machine. Remove it.
          credential: {with: machine, duration: 1h} | accounts.tencent.credential.duration: the key is not used with machine. Remove it.
          credential: {with: machine, endpoint: ftp} | accounts.tencent.credential.endpoint: the value is not an endpoint. Write for example https://sts.intl.tencentcloudapi.com.
          credential: {with: web-identity, provider: p} | accounts.tencent.credential.tokenFile: the key is missing. Add it, for example tokenFile: /var/run/secrets/tokens/caravan.
          credential: {with: web-identity, provider: p, tokenFile: /nowhere} | accounts.tencent.credential.tokenFile: the file /nowhere does not exist. Create it, or correct the path.
          credential: {with: machine, rolle: r} | accounts.tencent.credential.rolle: unknown key "rolle". Did you mean "role"?
          credential: machine | accounts.tencent.credential: the value is text, not a role with what it is assumed with. Write its keys below it, one to a line and indented alike.
          """)
  void mistakeIsAnsweredExactly(String text, String expected) {
    List<Problem> problems = problems("    " + text);

    String all =
        problems.stream()
            .map(one -> one.key() + ": " + one.message() + ". " + one.remedy())
            .reduce("", (one, other) -> one + other);
    assertTrue(all.contains(expected), all);
  }

  @Test
  void keysAreAskedForWithAKey() {
    List<Problem> problems = problems("    credential: {role: r, with: key}");

    assertEquals(
        List.of("accounts.tencent.accessKeyId", "accounts.tencent.secretAccessKey"),
        problems.stream().map(Problem::key).toList());
    assertEquals("Add it, for example accessKeyId: ${ACCESS_KEY_ID}.", problems.get(0).remedy());
  }

  @Test
  void keysAreRefusedWithoutUse() {
    List<Problem> problems =
        problems("    accessKeyId: planted-id\n    credential: {with: machine}");

    assertEquals("accounts.tencent.accessKeyId", problems.get(0).key());
    assertEquals("the key is not used with machine", problems.get(0).message());
  }

  @Test
  void durationHasBounds() {
    List<Problem> problems =
        problems(
            "    accessKeyId: k\n    secretAccessKey: planted-secret\n"
                + "    credential: {role: r, with: key, duration: 10m}");

    assertEquals("Write a duration from 15m to 12h.", problems.get(0).remedy());
  }

  @Test
  void mistakeOfTheVendorHasThePlaceOfItsKey() {
    mistake = Optional.of(new Mistake("role", "the value is no role", "Write another."));

    Problem problem = problems("    credential: {with: machine, role: r}").get(0);

    assertEquals("accounts.tencent.credential.role", problem.key());
    assertEquals(5, problem.line());
  }

  @Test
  void plainHttpIsForMachinesOnly() {
    List<Problem> problems =
        problems(
            "    accessKeyId: k\n    secretAccessKey: planted-secret\n"
                + "    credential: {role: r, with: key, endpoint: 'http://169.254.169.254'}");

    assertEquals("accounts.tencent.credential.endpoint", problems.get(0).key());
  }
}
