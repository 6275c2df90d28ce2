package caravan.doctor.check;

import caravan.kafka.Finding;
import caravan.model.CredentialSource;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Role;
import java.time.Duration;
import java.util.function.Function;

/** Assumes the role of an account, and says for how long, or what keeps it from being assumed. */
final class RoleCheck {

  private static final String CHECK = "credentials";

  private RoleCheck() {}

  /**
   * The result for a role.
   *
   * @param policies what the vendor has to be told so that a role can be assumed, as JSON
   */
  static Finding of(CredentialSource source, Function<Role, String> policies) {
    Role role = source.role();
    try {
      source.get();
      Duration left = source.left();
      String message =
          "%s, assumed with %s; time left: %d min"
              .formatted(role.shown(), role.proof().text(), left == null ? 0 : left.toMinutes());
      return Finding.ok(CHECK, role.account(), message);
    } catch (IllegalStateException none) {
      PollError problem = source.problem();
      boolean refused = problem != null && problem.failure() == Failure.PERMISSION;
      return new Finding(
          Finding.Status.FAIL,
          CHECK,
          role.account(),
          none.getMessage(),
          remedy(role, problem, refused),
          refused ? policies.apply(role) : null);
    }
  }

  private static String remedy(Role role, PollError problem, boolean refused) {
    if (refused) {
      return "Let the role be assumed; these policies do:";
    }
    if (problem == null || problem.httpStatus() == null) {
      return switch (role.proof()) {
        case KEY -> "Correct the key's file or variable, or the way to the endpoint of the role.";
        case WEB_IDENTITY -> "Correct the token's file, or the way to the endpoint of the role.";
        case MACHINE ->
            "Run this on a machine of the cloud with a role, where its metadata service answers.";
      };
    }
    return switch (role.proof()) {
      case KEY -> "Correct accessKeyId and secretAccessKey, role and externalId.";
      case WEB_IDENTITY ->
          "Correct role and provider, and the audience of the token in its file; it must not have"
              + " ended.";
      case MACHINE -> "Look at the role that the machine has in the vendor's console.";
    };
  }
}
