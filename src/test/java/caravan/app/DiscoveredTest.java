package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Discovery;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.state.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiscoveredTest {

  private static final Api INSTANCES = Fixtures.api("tencent-mongodb-instances");
  private static final Set<Api> APIS = Set.of(Fixtures.api(Fixtures.TENCENT), INSTANCES);

  private static Target finding(boolean enabled) {
    Target typed = Fixtures.target(Fixtures.TENCENT).region("ap-singapore").build();
    return new Target(
        typed.api(),
        typed.account(),
        typed.region(),
        typed.projectId(),
        List.of(),
        List.of(),
        typed.every(),
        typed.pageSize(),
        typed.heartbeat(),
        typed.views(),
        typed.assumedZone(),
        typed.closeConfirmations(),
        typed.goneAfter(),
        typed.timeout(),
        typed.endpoint(),
        enabled,
        new Discovery(null, List.of(), Map.of(), false, null, false),
        List.of());
  }

  private static SortedMap<String, Catalogue> listing(String id) {
    Target catalogue = finding(true).asCatalogue(INSTANCES, null);
    Catalogue.Entry entry = new Catalogue.Entry(null, true, new TreeMap<>(), List.of());
    return new TreeMap<>(
        Map.of(
            new Scope(catalogue, catalogue.resources().get(0), null).path(),
            new Catalogue(new TreeMap<>(Map.of(id, entry)))));
  }

  private static List<Scope> scopes(Discovered found) {
    List<Scope> scopes = new ArrayList<>();
    found.targets().forEach(target -> Scope.each(target, scopes::add));
    return scopes;
  }

  /** What is switched off must not end: a scope that nobody names is retired. */
  @Test
  void switchedOffTargetKeepsWhatItFound() {
    List<Scope> scopes = scopes(Discovered.of(APIS, List.of(finding(false)), listing("cmgo-1")));
    assertEquals(
        List.of("cmgo-1", "ap-singapore"), scopes.stream().map(Scope::resourceId).toList());
    assertTrue(scopes.stream().noneMatch(scope -> scope.target().enabled()));
  }

  @Test
  void listsArePolledForTheTargetThatIsSwitchedOn() {
    List<Target> both = List.of(finding(false), finding(true));
    assertTrue(
        scopes(Discovered.of(APIS, both, listing("cmgo-1"))).stream()
            .allMatch(scope -> scope.target().enabled()));
    List<Target> polled = Discovered.of(APIS, both, listing("cmgo-1")).targets();
    Target catalogue = polled.get(polled.size() - 1);
    assertEquals(INSTANCES.id(), catalogue.api().id());
    assertTrue(catalogue.enabled());
    assertEquals(2, catalogue.watchers().size());
  }

  @Test
  void onlyWhatItsCatalogueLacksIsGone() {
    Discovered found = Discovered.of(APIS, List.of(finding(true)), listing("cmgo-1"));
    assertFalse(found.isGone(new Scope(finding(true), "cmgo-1", null).path()));
    assertTrue(found.isGone(new Scope(finding(true), "cmgo-2", null).path()));
    Discovered nothing = Discovered.of(APIS, List.of(finding(true)), new TreeMap<>());
    assertFalse(nothing.isGone(new Scope(finding(true), "cmgo-2", null).path()));
  }
}
