package caravan.app;

import caravan.event.Origin;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Paths;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.redact.OneLine;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Rebuilds scopes that left the targets from what Kafka has of them, for their last events. */
public final class RetiredScopes {

  private static final Logger LOG = Logger.getLogger(RetiredScopes.class);
  private static final int VENDOR = 0;
  private static final int SERVICE = 1;
  private static final int ACCOUNT = 2;
  private static final int REGION = 3;
  private static final int TYPE = 4;
  static final int RESOURCE = 5;
  private static final int OPERATION = 7;
  static final int USER = 8;

  private final Collection<Api> apis;
  private final Map<String, Scope> former = new HashMap<>();
  private final Set<String> reported = new HashSet<>();
  private Set<String> views = Set.of();

  public RetiredScopes(Collection<Api> apis) {
    this.apis = apis;
  }

  /**
   * Follows a change of the targets.
   *
   * @param removed scopes that were removed, which stay fully known
   * @param published views for the ends of all others: which ones their targets named is not known
   */
  public void update(Collection<Scope> removed, Set<String> published) {
    removed.forEach(scope -> former.put(scope.path(), scope));
    views = published;
  }

  /** The scope of a path; empty, and logged once, when its API is not known. */
  public Optional<Scope> rebuilt(String path, ScopeState state) {
    Scope known = state.scope() == null ? former.get(path) : state.scope();
    if (known != null) {
      return Optional.of(known);
    }
    String[] segments = path.split("/", -1);
    Optional<Scope> scope =
        apis.stream()
            .filter(api -> segments.length > OPERATION && isListedBy(api, segments))
            .findFirst()
            .map(api -> scope(api, segments, state.origin()))
            .filter(one -> one.path().equals(path));
    if (scope.isEmpty() && reported.add(path)) {
      LOG.warnf(
          "scope=%s is not among the targets, and its API is not known here: its records stay in"
              + " Kafka until the API's route file is back or somebody deletes them",
          OneLine.of(path));
    }
    return scope;
  }

  private static boolean isListedBy(Api api, String[] segments) {
    Api.SourceSheet source = api.source();
    return source.vendor().equals(Paths.text(segments[VENDOR]))
        && source.service().equals(Paths.text(segments[SERVICE]))
        && source.resourceType().equals(Paths.text(segments[TYPE]))
        && source.operation().equals(Paths.text(segments[OPERATION]));
  }

  private Scope scope(Api api, String[] segments, Origin origin) {
    String accountId = segments[ACCOUNT].equals("-") ? null : Paths.text(segments[ACCOUNT]);
    Account account =
        new Account("retired", api.source().vendor(), accountId, null, RetiredScopes::credentials);
    String resource = Paths.text(segments[RESOURCE]);
    String user = segments.length > USER ? Paths.text(segments[USER]) : null;
    String endpoint = origin == null ? null : origin.endpoint();
    Target target =
        new Target(
            api,
            account,
            Paths.text(segments[REGION]),
            origin == null ? null : origin.projectId(),
            List.of(resource),
            user == null ? List.of() : List.of(user),
            Duration.ofMinutes(1),
            0,
            null,
            views,
            ZoneOffset.UTC,
            null,
            1,
            Duration.ofMinutes(1),
            endpoint == null ? null : "https://" + endpoint,
            false);
    return new Scope(target, resource, user);
  }

  private static Credential credentials() {
    throw new IllegalStateException("a retired scope is not polled");
  }
}
