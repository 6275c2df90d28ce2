package caravan.doctor.command;

import caravan.model.Reasons;
import java.util.Locale;

/** What to do about each reason a page was not received, as whole sentences. */
public final class Remedies {

  /** The remedy for a signature refused for its time. */
  public static final String CLOCK =
      "The time in the signature was refused: set this machine's clock.";

  private Remedies() {}

  /** The remedy for a reason of the event contract. */
  public static String of(String reason) {
    return switch (reason) {
      case Reasons.NOT_FOUND ->
          "Correct the resource, its region or its project in the targets, or take it out.";
      case Reasons.AUTHENTICATION -> authentication("");
      case Reasons.PERMISSION ->
          "Give the user of this access key the permission that the API needs.";
      case Reasons.UNSUPPORTED ->
          "The vendor does not offer this list for the resource: upgrade it, or take it out of the"
              + " targets.";
      case Reasons.THROTTLED ->
          "The key works. Somebody uses up the account's limit: lower caravan.quota.share or"
              + " caravan.quota.unpublished, or poll less often.";
      case Reasons.TIMEOUT ->
          "The vendor did not answer in time: look at route and firewall, or raise"
              + " caravan.http.response-timeout-ms.";
      case Reasons.TRANSPORT ->
          "Look at name, route, proxy (caravan.http.proxy-host), firewall and TLS between this"
              + " machine and the endpoint.";
      default ->
          "The vendor's message says more; docs/reference.md and the vendor's page explain its"
              + " codes.";
    };
  }

  /** The remedy for a refused signature, as far as the vendor's message tells why. */
  public static String authentication(String message) {
    String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
    if (text.contains("reach the limit")) {
      return "The vendor has locked this access key after too many refused signatures. Wait five"
          + " minutes, correct the key meanwhile, and keep other tools from using it.";
    }
    if (text.contains("expired") || text.contains("timestamp") || text.contains("time stamp")) {
      return "The time in the signature was refused, or the temporary credentials have ended: set"
          + " this machine's clock, and get new credentials if they are temporary.";
    }
    if (text.contains("not exist") || text.contains("not found") || text.contains("secretid")) {
      return "The vendor does not know this access key id: it is deleted, of another site of the"
          + " vendor, or mistyped. Correct accessKeyId, or the endpoint.";
    }
    if (text.contains("token")) {
      return "The session token is wrong or has ended: get new temporary credentials, all three"
          + " parts of them.";
    }
    return "Check accessKeyId and secretAccessKey: they belong together, and nothing stands before"
        + " or behind them. Then check this machine's clock. Until the key is right, set"
        + " enabled: false in its targets, because vendors lock keys.";
  }
}
