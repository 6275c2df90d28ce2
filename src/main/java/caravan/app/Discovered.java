package caravan.app;

import caravan.model.Api;
import caravan.model.Discovery;
import caravan.model.Paths;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.state.Catalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The targets that are polled: those of the files, with what was found for them, and the catalogues
 * in which it is found. A list that is written and found is one scope, polled as it is written.
 */
final class Discovered {

  /** Catalogues change slowly, and share the quota of the lists that they are for. */
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Map<String, Api> apis;
  private final SortedMap<String, Catalogue> known;
  private final Set<String> paths = new HashSet<>();
  private final List<Target> finding = new ArrayList<>();
  private final List<Target> polled = new ArrayList<>();
  private final Map<String, Needed> catalogues = new LinkedHashMap<>();
  private final SortedMap<String, Integer> unwatched = new TreeMap<>();

  /** A catalogue and what is taken from it. */
  private record Needed(Target target, List<Discovery> watchers) {}

  private Discovered(Map<String, Api> apis, SortedMap<String, Catalogue> known) {
    this.apis = apis;
    this.known = known;
  }

  /**
   * Adds what was found.
   *
   * @param written targets of the files
   * @param known catalogues by the paths of their scopes
   */
  static Discovered of(Set<Api> apis, List<Target> written, SortedMap<String, Catalogue> known) {
    Map<String, Api> byId = new HashMap<>();
    apis.forEach(api -> byId.put(api.id(), api));
    Discovered discovered = new Discovered(byId, known);
    discovered.resolve(written);
    return discovered;
  }

  /** Whether any of some targets finds its resources. */
  static boolean isIn(List<Target> written) {
    return written.stream().anyMatch(target -> target.discovery() != null);
  }

  /**
   * Whether a scope was found once and its catalogue does not list the resource any more: a target
   * that finds resources of the same list is there, and what it finds is known without this one.
   */
  boolean isGone(String path) {
    String[] segments = path.split("/", -1);
    if (segments.length <= RetiredScopes.RESOURCE) {
      return false;
    }
    String resource = Paths.text(segments[RetiredScopes.RESOURCE]);
    String member =
        segments.length > RetiredScopes.USER ? Paths.text(segments[RetiredScopes.USER]) : null;
    return finding.stream()
        .filter(target -> new Scope(target, resource, member).path().equals(path))
        .findFirst()
        .filter(target -> isUnlisted(target, resource, member))
        .isPresent();
  }

  private boolean isUnlisted(Target target, String resource, String member) {
    Api.RequestSheet request = target.api().request();
    Catalogue resources = known.get(pathOf(catalogue(target, request.catalogue(), null)));
    if (resources != null && !resources.entries().containsKey(resource)) {
      return true;
    }
    if (member == null || request.memberCatalogue().isEmpty()) {
      return false;
    }
    if (apis.get(request.memberCatalogue()).isCatalogue()) {
      Catalogue.Entry entry = entry(target, resource);
      return entry != null && !entry.members().contains(member);
    }
    Catalogue members = known.get(pathOf(catalogue(target, request.memberCatalogue(), resource)));
    return members != null && !members.entries().containsKey(member);
  }

  /** What is polled; catalogues come last. */
  List<Target> targets() {
    return polled;
  }

  /** How many resources of each catalogue no target polls, by the catalogue's path. */
  SortedMap<String, Integer> unwatched() {
    return unwatched;
  }

  private void resolve(List<Target> written) {
    for (Target target : written) {
      if (target.discovery() == null) {
        Scope.each(target, scope -> paths.add(scope.path()));
        polled.add(target);
      } else {
        finding.add(target);
      }
    }
    // Those that are switched on come first: theirs is what others find as well, and the catalogue.
    finding.sort(Comparator.comparing(target -> !target.enabled()));
    finding.forEach(this::find);
    addCatalogues();
    catalogues.forEach(
        (path, needed) -> {
          Catalogue listed = known.getOrDefault(path, Catalogue.EMPTY);
          int watched = listed.watchedBy(needed.watchers()).size();
          unwatched.put(path, listed.entries().size() - watched);
        });
  }

  /** Each target has its own period, but a catalogue is polled as often as the most eager wants. */
  private void addCatalogues() {
    catalogues.forEach(
        (path, needed) -> {
          Target target = needed.target();
          Duration every =
              needed.watchers().stream()
                  .map(one -> one.every() == null ? EVERY : one.every())
                  .min(Duration::compareTo)
                  .orElse(EVERY);
          Target typed = paths.contains(path) ? typed(path) : null;
          if (typed == null) {
            polled.add(target.watchedBy(needed.watchers(), every));
          } else {
            watch(typed, target, needed.watchers());
          }
        });
  }

  /** The target that polls a catalogue although no listing needs it, or null. */
  private Target typed(String path) {
    for (Target target : polled) {
      for (String resource : target.resources()) {
        if (target.members().isEmpty() && new Scope(target, resource, null).path().equals(path)) {
          return target;
        }
      }
    }
    return null;
  }

  /** A catalogue that is also written stays as it is written. */
  private void watch(Target typed, Target catalogue, List<Discovery> watchers) {
    polled.remove(typed);
    List<String> others = new ArrayList<>(typed.resources());
    others.removeAll(catalogue.resources());
    if (!others.isEmpty()) {
      polled.add(typed.with(others, typed.members()));
    }
    Target same = typed.with(catalogue.resources(), typed.members());
    polled.add(same.watchedBy(watchers, typed.every()));
  }

  private void find(Target target) {
    Discovery discovery = target.discovery();
    Set<String> resources = new TreeSet<>(target.resources());
    resources.addAll(
        watched(catalogue(target, target.api().request().catalogue(), null), discovery));
    if (target.api().request().memberCatalogue().isEmpty()) {
      add(target, resources, target.members());
    } else {
      resources.forEach(one -> add(target, Set.of(one), members(target, one)));
    }
  }

  private List<String> members(Target target, String resource) {
    Discovery discovery = target.discovery();
    Set<String> members = new TreeSet<>(target.members());
    String id = target.api().request().memberCatalogue();
    if (discovery.members() != null) {
      members.addAll(discovery.members());
    } else if (apis.get(id).isCatalogue()) {
      Catalogue.Entry entry = entry(target, resource);
      members.addAll(entry == null ? List.of() : entry.members());
    } else {
      members.addAll(watched(catalogue(target, id, resource), discovery.ofMembers()));
    }
    return List.copyOf(members);
  }

  /** A resource in the catalogue that states members, or null. */
  private Catalogue.Entry entry(Target target, String resource) {
    String path = pathOf(catalogue(target, target.api().request().memberCatalogue(), null));
    return known.getOrDefault(path, Catalogue.EMPTY).entries().get(resource);
  }

  private static String pathOf(Target catalogue) {
    return new Scope(catalogue, catalogue.resources().get(0), null).path();
  }

  /** Adds lists of a target, unless another one polls them. */
  private void add(Target target, Set<String> resources, List<String> members) {
    List<String> added = new ArrayList<>();
    for (String resource : resources) {
      boolean whole = members.isEmpty() && target.api().request().memberCatalogue().isEmpty();
      List<String> others =
          members.stream().filter(member -> isNew(target, resource, member)).toList();
      if (!others.isEmpty() && others.size() < members.size()) {
        polled.add(target.with(List.of(resource), others));
      } else if (!others.isEmpty() || whole && isNew(target, resource, null)) {
        added.add(resource);
      }
    }
    if (!added.isEmpty()) {
      polled.add(target.with(added, members));
    }
  }

  private boolean isNew(Target target, String resource, String member) {
    String path = new Scope(target, resource, member).path();
    return path.length() <= Scope.MAX_PATH && paths.add(path);
  }

  private Target catalogue(Target target, String id, String resource) {
    return target.asCatalogue(apis.get(id), resource);
  }

  /**
   * The entries of a catalogue that a target polls, or would poll if it were not switched off: what
   * is switched off does not end.
   */
  private List<String> watched(Target catalogue, Discovery watcher) {
    String path = pathOf(catalogue);
    catalogues
        .computeIfAbsent(path, one -> new Needed(catalogue, new ArrayList<>()))
        .watchers()
        .add(watcher);
    Catalogue listed = known.get(path);
    return listed == null ? List.of() : listed.watchedBy(List.of(watcher));
  }
}
