package caravan.doctor.check;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.Remedies;
import caravan.doctor.command.RouteBeans;
import caravan.doctor.command.ScopeNames;
import caravan.kafka.Finding;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Cursor;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.Reasons;
import caravan.model.Request;
import caravan.model.Scope;
import caravan.poll.Failures;
import caravan.poll.Poll;
import caravan.poll.Reply;
import caravan.poll.fetch.OneRequest;
import caravan.poll.page.PageReader;
import caravan.redact.Mask;
import caravan.redact.Redaction;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Makes one harmless call for each API of one access key: the first page of the first list, as
 * small as the vendor allows. Each call is made once, and none after the key was refused, because
 * vendors lock keys.
 */
final class ApiCheck {

  private static final String CHECK = "api";
  private static final Duration DOUBTFUL_SKEW = Duration.ofSeconds(60);

  /** What the strictest of the vendors allows. */
  private static final Duration REFUSED_SKEW = Duration.ofMinutes(5);

  private final CommandRuntime service;
  private final OneRequest http;
  private final PageReader pages;
  private final Findings findings;

  ApiCheck(CommandRuntime service, Findings findings) {
    this.service = service;
    this.http = service.http();
    this.pages = service.pages();
    this.findings = findings;
  }

  /**
   * Calls each API once.
   *
   * @param scopes one scope of each API, all of one access key
   */
  void call(List<Scope> scopes) throws CommandException {
    String refusedBy = null;
    for (Scope scope : scopes) {
      if (refusedBy != null) {
        findings.add(
            Finding.skip(
                CHECK,
                ScopeNames.of(scope),
                "not called, because the key was refused by " + refusedBy));
      } else if (!call(scope)) {
        refusedBy = scope.api().id();
      }
    }
  }

  /** Whether the key may be used further. */
  private boolean call(Scope scope) throws CommandException {
    Account account = scope.target().account();
    CamelContext context = service.context();
    AtomicReference<Duration> skew = new AtomicReference<>();
    Credential credential;
    try {
      credential = account.credentials().get();
    } catch (IllegalStateException unreadable) {
      findings.add(Finding.skip(CHECK, ScopeNames.of(scope), "not called without credentials"));
      return true;
    }
    Mask mask = new Mask(Redaction.of(credential));
    try {
      Page page = page(scope, RouteBeans.of(context, scope.api()), credential, skew);
      int rows = page.rows().size();
      findings.add(
          Finding.ok(CHECK, ScopeNames.of(scope), "answers; rows on the first page: " + rows));
      reportSkew(scope, skew.get());
      return true;
    } catch (CommandException unknownParts) {
      findings.add(
          Finding.fail(
              CHECK,
              ScopeNames.of(scope),
              unknownParts.getMessage(),
              "Write its route with the shared template, or look at its polls instead."));
      return true;
    } catch (IllegalArgumentException unfit) {
      findings.add(
          Finding.fail(
              CHECK,
              ScopeNames.of(scope),
              mask.text(unfit.getMessage()),
              "Correct the credentials of account " + account.name() + "."));
      return true;
    } catch (Exception failure) {
      PollError error = Failures.error(failure);
      findings.add(failed(scope, error, skew.get(), mask));
      reportSkew(scope, skew.get());
      return !Reasons.AUTHENTICATION.equals(error.reason());
    }
  }

  private Page page(
      Scope scope, RouteBeans parts, Credential credential, AtomicReference<Duration> skew)
      throws Exception {
    Instant before = service.clock().instant();
    Cursor cursor = Cursor.first(scope.api().paging().style() == Api.Paging.NONE ? 0 : 1);
    Request signed =
        parts
            .signer()
            .sign(
                parts.request().build(scope, cursor),
                credential,
                before,
                UUID.randomUUID().toString());
    Poll poll = new Poll(scope, before, before, new ScopeState(), service.clock()::instant);
    Reply reply = http.send(signed, poll);
    Instant after = service.clock().instant();
    String date = reply.header("Date");
    skew.set(skew(before, after, date == null ? null : DateUtils.parseStandardDate(date)));
    return parts.answers().check(pages.read(poll, reply));
  }

  /** How far the vendor's clock is ahead of ours, at least; null when it did not say. */
  static Duration skew(Instant before, Instant after, Instant date) {
    if (date == null) {
      return null;
    }
    // The header has whole seconds: the vendor's clock showed something up to a second later.
    if (date.plusSeconds(1).isBefore(before)) {
      return Duration.between(before, date.plusSeconds(1));
    }
    return date.isAfter(after) ? Duration.between(after, date) : Duration.ZERO;
  }

  private Finding failed(Scope scope, PollError error, Duration skew, Mask mask) {
    Api api = scope.api();
    String detail = error.message() == null ? "" : ": " + error.message();
    String message = mask.text(error.reason() + ", code " + error.code() + detail);
    boolean permission = Reasons.PERMISSION.equals(error.reason());
    boolean throttled = Reasons.THROTTLED.equals(error.reason());
    return new Finding(
        throttled ? Finding.Status.WARN : Finding.Status.FAIL,
        CHECK,
        ScopeNames.of(scope),
        message,
        remedy(api, error, skew),
        permission && !api.policy().isEmpty() ? api.policy() : null);
  }

  private static String remedy(Api api, PollError error, Duration skew) {
    if (Reasons.AUTHENTICATION.equals(error.reason())) {
      boolean clock =
          error.failure() == Failure.CLOCK
              || skew != null && skew.abs().compareTo(DOUBTFUL_SKEW) > 0;
      return clock
          ? "The time in the signature was refused: set this machine's clock."
          : Remedies.authentication(error.message());
    }
    if (Reasons.PERMISSION.equals(error.reason())) {
      return api.policy().isEmpty()
          ? "Give the user of this access key read access to "
              + api.source().product()
              + "; no policy text is known for this vendor, see its page under docs/clouds."
          : "Give the user of this access key a policy of "
              + api.source().vendorName()
              + " with this text:";
    }
    return Remedies.of(error.reason());
  }

  private void reportSkew(Scope scope, Duration skew) {
    if (skew == null) {
      return;
    }
    String host = scope.host();
    if (skew.abs().compareTo(DOUBTFUL_SKEW) <= 0) {
      findings.add(Finding.ok("clock", host, "agrees with this machine's"));
      return;
    }
    String message =
        "this machine's clock is "
            + skew.abs().toSeconds()
            + " s "
            + (skew.isNegative() ? "ahead of" : "behind")
            + " the vendor's";
    String remedy =
        "Set this machine's clock, and keep it right by NTP; vendors refuse 5 to 15 minutes.";
    findings.add(
        skew.abs().compareTo(REFUSED_SKEW) > 0
            ? Finding.fail("clock", host, message, remedy)
            : Finding.warn("clock", host, message, remedy));
  }
}
