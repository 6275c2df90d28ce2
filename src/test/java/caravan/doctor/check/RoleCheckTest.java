package caravan.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.kafka.Finding;
import caravan.model.Credential;
import caravan.model.CredentialSource;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleCheckTest {

  private static final String ROLE = "qcs::cam::uin/1:roleName/caravan-read";

  /** A source that has a credential, or a problem. */
  private record Source(Role role, PollError problem) implements CredentialSource {
    @Override
    public Credential get() {
      if (problem != null) {
        throw new IllegalStateException("account main has no credential of " + role.shown());
      }
      return new Credential("id", "planted-secret", "planted-token");
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
      return Duration.ofMinutes(42);
    }
  }

  private static Finding check(Role.Proof proof, PollError problem) {
    Role role =
        new Role("main", "v", "1", ROLE, null, proof, Duration.ofHours(1), null, null, null, null);
    return RoleCheck.of(
        new Source(role, problem), one -> "{\"policy of\": \"" + one.name() + "\"}");
  }

  @Test
  void roleAndTimeLeftAreShown() {
    Finding finding = check(Role.Proof.KEY, null);

    assertEquals(Finding.Status.OK, finding.status());
    assertEquals(ROLE + ", assumed with key; time left: 42 min", finding.message());
  }

  @ParameterizedTest
  @EnumSource(Role.Proof.class)
  void missingPermissionComesWithThePolicies(Role.Proof proof) {
    Finding finding = check(proof, PollError.of(Failure.PERMISSION, "NoPermission", null, 403));

    assertEquals(Finding.Status.FAIL, finding.status());
    assertEquals("{\"policy of\": \"" + ROLE + "\"}", finding.policy());
  }

  @ParameterizedTest
  @EnumSource(Role.Proof.class)
  void anythingElseComesWithARemedy(Role.Proof proof) {
    Finding silent = check(proof, PollError.of(Failure.TIMEOUT, "no_answer_in_time", null, null));
    Finding refused = check(proof, PollError.of(Failure.AUTHENTICATION, "NoKey", null, 401));

    assertNull(silent.policy());
    assertTrue(silent.remedy().endsWith("."));
    assertTrue(refused.remedy().endsWith("."));
  }
}
