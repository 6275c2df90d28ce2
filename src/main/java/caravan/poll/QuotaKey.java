package caravan.poll;

import caravan.model.Account;
import caravan.model.Scope;

/**
 * Whose limit a request counts against: an account of a vendor, for one API. Two names of one
 * account in the targets are one payer, because the vendor counts them together.
 *
 * @param vendor vendor as it stands in events
 * @param accountId vendor's account id, or null when not configured
 * @param accountName name in the targets where there is no id; else null
 * @param api id of the API
 */
public record QuotaKey(String vendor, String accountId, String accountName, String api) {

  public static QuotaKey of(Scope scope) {
    Account account = scope.target().account();
    String id = account.accountId();
    return new QuotaKey(account.vendor(), id, id == null ? account.name() : null, scope.api().id());
  }
}
