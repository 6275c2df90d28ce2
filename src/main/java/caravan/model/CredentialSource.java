package caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The credentials of a role, which end and are replaced before. */
public interface CredentialSource extends Supplier<Credential> {

  /**
   * The present credential, at once while one is alive; else after asking the vendor.
   *
   * @throws IllegalStateException when there is none, with the reason
   */
  @Override
  Credential get();

  /**
   * The credential after a vendor has refused one: another if there is one by now, or if the vendor
   * hands one out when it is asked, which happens once in a while only.
   *
   * @throws IllegalStateException when there is none, with the reason
   */
  Credential after(Credential refused);

  /** All secrets that an answer may repeat, those that ended lately included. Never waits. */
  List<Credential> known();

  /** The role. */
  Role role();

  /** Time until the present credential ends by the vendor's clock; negative if it has, or null. */
  Duration left();

  /** Why the last attempt to get a credential failed; null when it did not. */
  PollError problem();
}
