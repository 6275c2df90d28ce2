package caravan.targets;

import caravan.model.Api;
import caravan.model.RoleSources;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.targets.Reading.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads {@code targets.yaml}. All files are read, placeholders are filled in, each file is checked
 * against the schema, and then all together against the loaded APIs. One mistake refuses
 * everything; all mistakes are reported at once.
 */
public final class TargetsReader {

  private final SortedMap<String, Api> apis = new TreeMap<>();
  private final TreeSet<String> vendors = new TreeSet<>();
  private final Function<String, String> environment;
  private final Endpoints endpoints;
  private final PlaceholderRules rules;
  private final RoleSources roles;
  private final TargetsSchema schema = new TargetsSchema();

  /**
   * Reads targets of some APIs; {@code allowPlainHttp} lets credentials travel unencrypted, for
   * tests and closed networks. Throws an IllegalArgumentException for an unreadable period.
   *
   * @param rules what placeholders may use of the environment and of files
   * @param roles where accounts with a role get their credentials
   */
  public TargetsReader(
      Collection<Api> apis,
      Function<String, String> environment,
      PlaceholderRules rules,
      RoleSources roles,
      boolean allowPlainHttp) {
    for (Api api : apis) {
      requireDuration(api);
      this.apis.put(api.id(), api);
      vendors.add(api.source().vendor());
    }
    this.environment = environment;
    this.rules = rules;
    this.roles = roles;
    this.endpoints = new Endpoints(allowPlainHttp);
  }

  private static void requireDuration(Api api) {
    try {
      Durations.parse(api.request().every());
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "API " + api.id() + ": every is not a duration: " + api.request().every(), unreadable);
    }
  }

  /**
   * Reads the targets of all files.
   *
   * @return the targets in the order of files and lines; those switched off are among them
   * @throws TargetsException when anything is wrong, with all problems
   */
  public List<Target> read(Reading files) throws TargetsException {
    Problems problems = files.problems();
    boolean allFound = problems.isEmpty();
    Placeholders placeholders = new Placeholders(environment, rules, schema, problems);
    Map<Document, Node> roots = parse(files.documents(), placeholders, problems);
    boolean allParsed = allFound && roots.size() == files.documents().size();
    Accounts accounts = new Accounts(vendors, placeholders, roles, endpoints, schema, problems);
    roots.forEach((document, root) -> accounts.add(root, document.folder()));
    TargetReader reader = new TargetReader(apis, accounts, allParsed, endpoints, schema, problems);
    List<Target> targets = targets(roots.values(), reader, problems);
    if (allParsed) {
      requireTargets(List.copyOf(roots.values()), problems);
    }
    if (!problems.isEmpty()) {
      throw new TargetsException(problems.sorted());
    }
    return List.copyOf(targets);
  }

  private static void requireTargets(List<Node> roots, Problems problems) {
    boolean none =
        roots.stream()
            .allMatch(root -> root.kind() == Node.Kind.MAPPING && root.entry("targets") == null);
    if (none) {
      Place place = roots.get(0).place().missing("targets");
      problems.add(place, "no file has a key targets", "Write at least one target.");
    }
  }

  private Map<Document, Node> parse(
      List<Document> documents, Placeholders placeholders, Problems problems) {
    Map<Document, Node> roots = new LinkedHashMap<>();
    for (Document document : documents) {
      Node written = new Parser(document, problems).parse();
      if (written != null) {
        Node root = placeholders.fill(written);
        schema.check(root, problems);
        roots.put(document, root);
      }
    }
    return roots;
  }

  private static List<Target> targets(
      Collection<Node> roots, TargetReader reader, Problems problems) {
    Map<String, Place> scopes = new HashMap<>();
    List<Target> targets = new ArrayList<>();
    for (Node root : roots) {
      Node list = root.entry("targets");
      for (Node node : list == null ? List.<Node>of() : list.items()) {
        for (Target target :
            node.kind() == Node.Kind.MAPPING ? reader.read(node) : List.<Target>of()) {
          addScopes(target, node, scopes, problems);
          targets.add(target);
        }
      }
    }
    return targets;
  }

  /**
   * A scope may be written once only, even when one of its targets is switched off: otherwise it
   * would be open which of them its state belongs to.
   */
  private static void addScopes(
      Target target, Node node, Map<String, Place> scopes, Problems problems) {
    if (target.api().isCatalogue()) {
      Scope.each(target, scope -> addScope(scope.path(), node.place(), scopes, problems));
      return;
    }
    List<String> users =
        target.members().isEmpty() ? Collections.singletonList(null) : target.members();
    Node resources = node.entry("resources");
    for (Node resource : resources == null ? List.<Node>of() : resources.items()) {
      Place place = resource.place();
      if (!problems.at(place)) {
        for (String user : users) {
          addScope(new Scope(target, resource.text(), user).path(), place, scopes, problems);
        }
      }
    }
  }

  private static void addScope(
      String path, Place place, Map<String, Place> scopes, Problems problems) {
    if (path.length() > Scope.MAX_PATH) {
      problems.add(
          place,
          "the path of the scope is longer than 1024 characters",
          "Use shorter ids; letters outside ASCII count up to twelve times.");
    }
    Place earlier = scopes.putIfAbsent(path, place);
    if (earlier != null) {
      String polledBy = earlier.key() + " at " + earlier.text();
      problems.add(place, "the same list is already polled by " + polledBy, "Remove one of them.");
    }
  }
}
