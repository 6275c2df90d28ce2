package caravan.app;

import caravan.event.Origin;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.state.ScopeState;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

/**
 * Rebuilds scopes that are not among the targets any more from what Kafka has of them, as far as
 * their last events need it.
 */
public final class RetiredScopes {

  private static final Logger LOG = Logger.getLogger(RetiredScopes.class);
  private static final int VENDOR = 0;
  private static final int SERVICE = 1;
  private static final int ACCOUNT = 2;
  private static final int REGION = 3;
  private static final int TYPE = 4;
  private static final int RESOURCE = 5;
  private static final int OPERATION = 7;
  private static final int USER = 8;

  private final Collection<Api> apis;
  private final Map<String, Scope> former = new HashMap<>();
  private final Set<String> reported = new HashSet<>();
  private Set<String> views = Set.of();

  public RetiredScopes(Collection<Api> apis) {
    this.apis = apis;
  }

  /**
   * Takes in what a change of the targets says.
   *
   * @param removed scopes that were taken out; they are known as well as they can be
   * @param published views that the ends of all others are told in: nobody knows any more which
   *     their targets named
   */
  public void take(Collection<Scope> removed, Set<String> published) {
    removed.forEach(scope -> former.put(scope.path(), scope));
    views = published;
  }

  /** The scope of a path; empty, and said once, when its API is not known. */
  public Optional<Scope> rebuilt(String path, ScopeState memory) {
    if (memory.scope() != null) {
      return Optional.of(memory.scope());
    }
    if (former.containsKey(path)) {
      return Optional.of(former.get(path));
    }
    String[] segments = path.split("/", -1);
    Optional<Scope> scope =
        segments.length <= OPERATION
            ? Optional.empty()
            : apis.stream()
                .filter(api -> isListedBy(api, segments))
                .findFirst()
                .map(api -> scope(api, segments, memory.origin()))
                .filter(one -> one.path().equals(path));
    if (scope.isEmpty() && reported.add(path)) {
      LOG.warnf(
          "scope=%s is not among the targets, and its API is not known here: its records stay in"
              + " Kafka until the API's route file is back or somebody deletes them",
          path);
    }
    return scope;
  }

  private static boolean isListedBy(Api api, String[] segments) {
    return api.source().vendor().equals(text(segments[VENDOR]))
        && api.source().service().equals(text(segments[SERVICE]))
        && api.source().resourceType().equals(text(segments[TYPE]))
        && api.source().operation().equals(text(segments[OPERATION]));
  }

  private Scope scope(Api api, String[] segments, Origin origin) {
    Account account =
        new Account(
            "retired",
            api.source().vendor(),
            segments[ACCOUNT].equals("-") ? null : text(segments[ACCOUNT]),
            null,
            () -> {
              throw new IllegalStateException("a retired scope is not polled");
            });
    String resource = text(segments[RESOURCE]);
    String user = segments.length > USER ? text(segments[USER]) : null;
    String endpoint = origin == null ? null : origin.endpoint();
    Target target =
        new Target(
            api,
            account,
            text(segments[REGION]),
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

  private static String text(String segment) {
    try {
      return segment.equals("-") ? "" : URLDecoder.decode(segment, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      // Not a path of ours; whatever comes of it does not give that path again.
      return segment;
    }
  }
}
