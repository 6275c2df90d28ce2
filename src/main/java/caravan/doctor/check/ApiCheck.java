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
import caravan.redact.Mask;
import caravan.redact.Redaction;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Makes one harmless call to each API of one access key: the first page of the first list, as small
 * as the vendor allows. Nothing is retried, and a refused key is not used again, because vendors
 * lock keys.
 */
final class ApiCheck {

  private static final String CHECK = "api";
  private static final Duration DOUBTFUL_SKEW = Duration.ofSeconds(60);

  /** Limit of the strictest vendor. */
  private static final Duration REFUSED_SKEW = Duration.ofMinutes(5);

  private final CommandRuntime service;
  private final Findings findings;
  private Duration skew;

  ApiCheck(CommandRuntime service, Findings findings) {
    this.service = service;
    this.findings = findings;
  }

  /**
   * Calls each API once.
   *
   * @param scopes one scope of each API, all of one access key
   */
  Void call(List<Scope> scopes) {
    String refusedBy = null;
    for (Scope scope : scopes) {
      if (refusedBy != null) {
        String message = "not called, because the key was refused by " + refusedBy;
        findings.add(Finding.skip(CHECK, ScopeNames.of(scope), message));
      } else if (!call(scope)) {
        refusedBy = scope.api().id();
      }
    }
    return null;
  }

  /** Whether the key may be used further. */
  private boolean call(Scope scope) {
    Account account = scope.target().account();
    String name = ScopeNames.of(scope);
    Credential credential;
    try {
      credential = account.credentials().get();
    } catch (IllegalStateException unreadable) {
      findings.add(Finding.skip(CHECK, name, "not called without credentials"));
      return true;
    }
    Mask mask = new Mask(Redaction.of(credential));
    skew = null;
    try {
      Page page = page(scope, RouteBeans.of(service.context(), scope.api()), credential);
      findings.add(
          Finding.ok(CHECK, name, "answers; rows on the first page: " + page.rows().size()));
      callOtherVersions(scope, credential, mask);
    } catch (CommandException unknownParts) {
      String remedy = "Write its route with the shared template, or look at its polls instead.";
      findings.add(Finding.fail(CHECK, name, unknownParts.getMessage(), remedy));
    } catch (IllegalArgumentException unfit) {
      String remedy = "Correct the credentials of account " + account.name() + ".";
      findings.add(Finding.fail(CHECK, name, mask.text(unfit.getMessage()), remedy));
    } catch (Exception failure) {
      PollError error = Failures.error(failure);
      findings.add(failed(scope, error, mask));
      reportSkew(scope);
      if (Reasons.AUTHENTICATION.equals(error.reason())) {
        return false;
      }
      callOtherVersions(scope, credential, mask);
      return true;
    }
    reportSkew(scope);
    return true;
  }

  /** Tells which other versions of the call the account answers to. */
  private void callOtherVersions(Scope scope, Credential credential, Mask mask) {
    for (Api other : otherVersions(scope)) {
      String name = ScopeNames.of(scope) + " as " + other.id();
      try {
        Scope same = new Scope(scope.target().with(other), scope.resourceId(), scope.member());
        page(same, RouteBeans.of(service.context(), other), credential);
        findings.add(Finding.ok(CHECK, name, "the account answers to this version of the call"));
      } catch (Exception failure) {
        PollError error = Failures.error(failure);
        String message = "no answer to this version of the call: " + error.code();
        findings.add(Finding.skip(CHECK, name, mask.text(message)));
      }
    }
  }

  private List<Api> otherVersions(Scope scope) {
    try {
      boolean region = !scope.target().region().isEmpty();
      return service.apis().stream()
          .filter(other -> other.isVersionOf(scope.api()))
          .filter(other -> region || !other.request().requires().contains("region"))
          .toList();
    } catch (CommandException noRoutes) {
      return List.of();
    }
  }

  /** The fewest rows that the vendor allows to ask for. */
  private static int smallest(Api.PagingSheet paging) {
    return paging.style() == Api.Paging.NONE ? 0 : paging.minPageSize();
  }

  private Page page(Scope scope, RouteBeans parts, Credential credential) throws Exception {
    Instant before = service.clock().instant();
    Cursor cursor = Cursor.first(smallest(scope.api().paging()));
    Request request = parts.request().build(scope, cursor);
    Request signed = parts.signer().sign(request, credential, before, UUID.randomUUID().toString());
    Poll poll = new Poll(scope, before, before, new ScopeState(), service.clock()::instant);
    Reply reply = service.http().send(signed, poll);
    Instant after = service.clock().instant();
    String date = reply.header("Date");
    skew = skew(before, after, date == null ? null : DateUtils.parseStandardDate(date));
    return parts.answers().check(poll.scope().api(), service.pages().read(poll, reply));
  }

  /** How far the vendor's clock is ahead of ours, at least; null when it did not say. */
  static Duration skew(Instant before, Instant after, Instant date) {
    if (date == null) {
      return null;
    }
    // The header has whole seconds; the vendor's clock may be up to a second later.
    if (date.plusSeconds(1).isBefore(before)) {
      return Duration.between(before, date.plusSeconds(1));
    }
    return date.isAfter(after) ? Duration.between(after, date) : Duration.ZERO;
  }

  private Finding failed(Scope scope, PollError error, Mask mask) {
    Api api = scope.api();
    String detail = error.message() == null ? "" : ": " + error.message();
    boolean permission = Reasons.PERMISSION.equals(error.reason());
    boolean throttled = Reasons.THROTTLED.equals(error.reason());
    return new Finding(
        throttled ? Finding.Status.WARN : Finding.Status.FAIL,
        CHECK,
        ScopeNames.of(scope),
        mask.text(error.reason() + ", code " + error.code() + detail),
        remedy(api, error),
        permission && !api.policy().isEmpty() ? api.policy() : null);
  }

  private String remedy(Api api, PollError error) {
    if (Reasons.AUTHENTICATION.equals(error.reason())) {
      boolean clock = error.failure() == Failure.CLOCK || skew != null && isDoubtful();
      return clock ? Remedies.CLOCK : Remedies.authentication(error.message());
    }
    if (Reasons.PERMISSION.equals(error.reason())) {
      return api.policy().isEmpty()
          ? "Give the user of this access key read access to %s; no policy text is known for this vendor, see its page under docs/clouds."
              .formatted(api.source().product())
          : "Give the user of this access key a policy of %s with this text:"
              .formatted(api.source().vendorName());
    }
    return Remedies.of(error.reason());
  }

  private boolean isDoubtful() {
    return skew.abs().compareTo(DOUBTFUL_SKEW) > 0;
  }

  private void reportSkew(Scope scope) {
    if (skew == null) {
      return;
    }
    if (!isDoubtful()) {
      findings.add(Finding.ok("clock", scope.host(), "agrees with this machine's"));
      return;
    }
    String message =
        "this machine's clock is %s s %s the vendor's"
            .formatted(skew.abs().toSeconds(), skew.isNegative() ? "ahead of" : "behind");
    String remedy =
        "Set this machine's clock, and keep it right by NTP; vendors refuse 5 to 15 minutes.";
    if (skew.abs().compareTo(REFUSED_SKEW) > 0) {
      findings.add(Finding.fail("clock", scope.host(), message, remedy));
    } else {
      findings.add(Finding.warn("clock", scope.host(), message, remedy));
    }
  }
}
