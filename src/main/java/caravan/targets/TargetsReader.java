package caravan.targets;

import caravan.model.Api;
import caravan.model.Target;
import java.util.ArrayList;
import java.util.Collection;
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
  private final Environment environment;
  private final Endpoints endpoints;
  private final TargetsSchema schema = new TargetsSchema();

  /**
   * A reader that refuses endpoints without transport security, except on this machine.
   *
   * @param apis the APIs there are
   * @param environment value of an environment variable, or null when it is not set
   * @throws IllegalArgumentException when an API's default period is not a duration
   */
  public TargetsReader(Collection<Api> apis, Function<String, String> environment) {
    this(apis, environment, false);
  }

  /**
   * A reader.
   *
   * @param apis the APIs there are
   * @param environment value of an environment variable, or null when it is not set
   * @param allowPlainHttp whether endpoints may be {@code http}, so that credentials may travel
   *     unencrypted; for tests and closed networks
   * @throws IllegalArgumentException when an API's default period is not a duration
   */
  public TargetsReader(
      Collection<Api> apis, Function<String, String> environment, boolean allowPlainHttp) {
    for (Api api : apis) {
      requireDuration(api);
      this.apis.put(api.id(), api);
      vendors.add(api.source().vendor());
    }
    this.environment = new Environment(environment);
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
   * Looks at the files, without asking whether what they say is right.
   *
   * @param locations value of {@code caravan.targets}: files or folders, separated by commas, each
   *     with or without {@code file:} in front
   * @return the files as they are now; a file that is missing or cannot be read is part of that
   */
  public static Reading look(String locations) {
    Problems problems = new Problems();
    Locations found = new Locations(problems);
    return new Reading(found.documents(found.files(locations)), problems);
  }

  /**
   * Reads the targets of all files.
   *
   * @param locations value of {@code caravan.targets}, as for {@link #look}
   * @return the targets in the order of files and lines; those switched off are among them
   * @throws TargetsException when anything is wrong, with all problems
   */
  public List<Target> read(String locations) throws TargetsException {
    return read(look(locations));
  }

  /**
   * Reads the targets of files that were looked at.
   *
   * @param files the files, as they were then
   * @return the targets in the order of files and lines; those switched off are among them
   * @throws TargetsException when anything is wrong, with all problems
   */
  public List<Target> read(Reading files) throws TargetsException {
    return read(files.documents(), files.problems());
  }

  /** Reads the targets of documents. */
  List<Target> read(List<Document> documents) throws TargetsException {
    Problems problems = new Problems();
    documents.forEach(document -> problems.file(document.name()));
    return read(documents, problems);
  }

  private List<Target> read(List<Document> documents, Problems problems) throws TargetsException {
    boolean allFound = problems.isEmpty();
    Map<Document, Node> roots = parse(documents, problems);
    boolean allParsed = allFound && roots.size() == documents.size();
    AccountReader accountReader =
        new AccountReader(vendors, environment, endpoints, schema, problems);
    Accounts accounts = new Accounts(accountReader, problems);
    roots.forEach((document, root) -> accounts.add(root, document.folder()));
    TargetReader targetReader =
        new TargetReader(apis, accounts, allParsed, endpoints, schema, problems);
    List<Target> targets = targets(roots.values(), targetReader, problems);
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
      problems.add(
          roots.get(0).place().missing("targets"),
          "no file has a key targets",
          "Write at least one target.");
    }
  }

  private Map<Document, Node> parse(List<Document> documents, Problems problems) {
    Placeholders placeholders = new Placeholders(environment, schema, problems);
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
    Scopes scopes = new Scopes(problems);
    List<Target> targets = new ArrayList<>();
    for (Node root : roots) {
      Node list = root.entry("targets");
      for (Node node : list == null ? List.<Node>of() : list.items()) {
        if (node.kind() == Node.Kind.MAPPING) {
          Target target = reader.read(node);
          if (target != null && !target.resources().isEmpty()) {
            scopes.add(target, node);
            targets.add(target);
          }
        }
      }
    }
    return targets;
  }
}
