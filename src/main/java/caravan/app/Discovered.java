package caravan.app;

import caravan.kafka.Topics;
import caravan.model.Api;
import caravan.model.Discovery;
import caravan.model.Paths;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.state.Catalogue;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Longest path that the schema of events allows. */
  private static final int MAX_PATH = 1024;

  private static final int RESOURCE = 5;
  private static final int MEMBER = 8;

  /** Catalogues change slowly, and share the quota of the lists that they are for. */
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Map<String, Api> apis;
  private final SortedMap<String, Catalogue> known;
  private final Set<String> paths = new HashSet<>();
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

  /** The topics that targets need besides those of the contract. */
  static Set<String> topics(List<Target> written) {
    Set<String> topics = new TreeSet<>();
    for (Target target : written) {
      if (target.enabled()) {
        topics.addAll(target.views());
        if (target.discovery() != null) {
          topics.add(Topics.CATALOGUE);
        }
      }
    }
    return topics;
  }

  /**
   * Whether a scope was found once and its catalogue does not list the resource any more: a target
   * that finds resources of the same list is there, and what it finds is known without this one.
   */
  static boolean isGone(
      String path, Set<Api> apis, List<Target> written, SortedMap<String, Catalogue> known) {
    for (Target target : written) {
      String[] segments = path.split("/", -1);
      if (target.discovery() != null && segments.length > RESOURCE) {
        String resource = Paths.text(segments[RESOURCE]);
        String member = segments.length > MEMBER ? Paths.text(segments[MEMBER]) : null;
        if (new Scope(target, resource, member).path().equals(path)) {
          Api.RequestSheet request = target.api().request();
          return isUnlisted(target, request.catalogue(), null, resource, apis, known)
              || member != null
                  && !request.memberCatalogue().isEmpty()
                  && isUnlisted(target, request.memberCatalogue(), resource, member, apis, known);
        }
      }
    }
    return false;
  }

  private static boolean isUnlisted(
      Target target,
      String catalogue,
      String of,
      String id,
      Set<Api> apis,
      SortedMap<String, Catalogue> known) {
    for (Api api : apis) {
      if (api.id().equals(catalogue)) {
        boolean stated = of != null && api.isCatalogue();
        Catalogue listed = known.get(pathOf(target.asCatalogue(api, stated ? null : of)));
        return listed != null
            && (stated
                ? listed.entries().containsKey(of)
                    && !listed.entries().get(of).members().contains(id)
                : !listed.entries().containsKey(id));
      }
    }
    return false;
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
      }
    }
    written.stream().filter(target -> target.discovery() != null).forEach(this::find);
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
      members.addAll(stated(catalogue(target, id, null), resource));
    } else {
      members.addAll(watched(catalogue(target, id, resource), discovery.ofMembers()));
    }
    return List.copyOf(members);
  }

  /** The members that a catalogue of resources states of one. */
  private List<String> stated(Target catalogue, String resource) {
    Catalogue listed = known.getOrDefault(pathOf(catalogue), Catalogue.EMPTY);
    Catalogue.Entry entry = listed.entries().get(resource);
    return entry == null ? List.of() : entry.members();
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
    return path.length() <= MAX_PATH && paths.add(path);
  }

  private Target catalogue(Target target, String id, String resource) {
    return target.asCatalogue(apis.get(id), resource);
  }

  /** The entries of a catalogue that a target polls; while it is switched off, none. */
  private List<String> watched(Target catalogue, Discovery watcher) {
    if (!catalogue.enabled()) {
      return List.of();
    }
    String path = pathOf(catalogue);
    catalogues
        .computeIfAbsent(path, one -> new Needed(catalogue, new ArrayList<>()))
        .watchers()
        .add(watcher);
    Catalogue listed = known.get(path);
    return listed == null ? List.of() : listed.watchedBy(List.of(watcher));
  }
}
