package caravan.targets;

import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Discovery;
import caravan.model.Target;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Turns the entries under {@code targets} into targets, with every default filled in.
 *
 * @param allAccounts whether every file could be parsed; if not, an unknown account may be in the
 *     file that could not
 */
record TargetReader(
    SortedMap<String, Api> apis,
    Accounts accounts,
    boolean allAccounts,
    Endpoints endpoints,
    TargetsSchema schema,
    Problems problems) {

  private static final String DEFINITION = "target";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);
  private static final Set<String> RELATIVE = Set.of(".", "..");
  private static final List<String> MEMBERS = List.of("users", "members");
  private static final int GONE_AFTER = 3;

  /** Reads a target, one for each of its regions; none when it has no usable API or account. */
  List<Target> read(Node node) {
    Section section = new Section(DEFINITION, node, schema, problems);
    Api api = api(section);
    Account account = account(section);
    String endpoint = endpoints.read(section);
    List<String> members = texts(section, section.has("members") ? "members" : "users");
    String projectId = section.text("projectId", null);
    List<String> regions = regions(section);
    List<String> resources = texts(section, "resources");
    Discovery discovery = discovery(section, api);
    Set<String> views = Collections.unmodifiableSet(new TreeSet<>(texts(section, "views")));
    ZoneOffset zone = zone(section);
    Integer confirmations = section.number("closeConfirmations", null);
    int goneAfter = section.number("goneAfter", GONE_AFTER);
    Duration heartbeat = section.duration("heartbeat", Duration.ZERO, YEAR, null);
    Duration timeout = section.duration("timeout", SECOND, DAY, TIMEOUT);
    Duration every = section.duration("every", SECOND, DAY, null);
    if (api == null) {
      return List.of();
    }
    int pageSize = pageSize(section, api);
    checkRequired(section, api);
    if (account == null) {
      return List.of();
    }
    checkVendor(section, api, account);
    for (String key : List.of("region", "projectId")) {
      checkName(section.scalar(key));
    }
    checkRegion(section, api, regions.get(0), endpoint == null ? account.endpoint() : endpoint);
    return regions.stream()
        .map(
            region ->
                new Target(
                    api,
                    account,
                    region,
                    projectId,
                    api.isCatalogue() ? List.of(Target.place(projectId, region)) : resources,
                    members,
                    every == null ? Durations.parse(api.request().every()) : every,
                    pageSize,
                    heartbeat,
                    views,
                    zone,
                    confirmations,
                    goneAfter,
                    timeout,
                    endpoint,
                    section.truth("enabled", true),
                    discovery,
                    List.of()))
        .toList();
  }

  private List<String> regions(Section section) {
    if (!section.has("regions")) {
      return List.of(section.text("region", ""));
    }
    if (section.has("region")) {
      section.problem("regions", "region is written, too", "Remove the key region.");
    }
    if (section.has("resources")) {
      String message = "resources that are written are in one region";
      section.problem("regions", message, "Write a target with region for them.");
    }
    List<String> regions = texts(section, "regions");
    return regions.isEmpty() ? List.of("") : regions;
  }

  /** What a catalogue lists is not typed: its scope is the whole region or project. */
  private void checkResources(Section section, Api api) {
    boolean catalogue = api != null && api.isCatalogue();
    if (catalogue && section.has("resources")) {
      section.problem("resources", api.id() + " lists all there are", "Remove the key resources.");
    }
    if (api != null && section.has("discover") && api.request().catalogue().isEmpty()) {
      String message = "no catalogue is known in which the resources of " + api.id() + " are";
      section.problem("discover", message, "Write resources in its place.");
    }
    if (api != null && section.has("discover")) {
      Stream.of(api.request().catalogue(), api.request().memberCatalogue())
          .filter(id -> !id.isEmpty())
          .distinct()
          .forEach(id -> checkCatalogue(section, id));
    }
    if (!catalogue && !section.has("resources") && !section.has("discover")) {
      section.missing("resources", "the key is missing");
    }
  }

  private void checkCatalogue(Section section, String id) {
    Api catalogue = apis.get(id);
    if (catalogue == null) {
      String message = "the catalogue " + id + " is not among the loaded APIs";
      section.problem("discover", message, "Add its route file to caravan.routes.");
      return;
    }
    for (String key : List.of("region", "projectId")) {
      boolean stated = section.has(key) || key.equals("region") && section.has("regions");
      if (catalogue.request().requires().contains(key) && !stated) {
        section.missing(key, "the catalogue " + id + " needs this key");
      }
    }
  }

  /** What is to be found, or null. */
  private Discovery discovery(Section target, Api api) {
    checkResources(target, api);
    if (!target.has("discover")) {
      return null;
    }
    Section section = new Section("discover", target.node().entry("discover"), schema, problems);
    Map<String, String> tags = new TreeMap<>();
    Node stated = section.node().entry("tags");
    if (stated != null) {
      stated.entries().forEach((name, value) -> tags.put(name, value.text()));
    }
    List<String> members = texts(section, "members");
    boolean enabled = section.text("members", "all").equals("enabled");
    if (section.has("members") && api != null && api.request().memberCatalogue().isEmpty()) {
      section.problem("members", api.id() + " finds no members", "Remove the key members.");
    }
    return new Discovery(
        section.duration("every", TEN_SECONDS, DAY, null),
        texts(section, "names"),
        tags,
        section.text("status", "all").equals("running"),
        members.isEmpty() ? null : members,
        enabled);
  }

  private Api api(Section section) {
    Node id = section.scalar("api");
    if (id == null) {
      return null;
    }
    Api api = apis.get(id.text());
    if (api == null) {
      String known = "Known APIs: " + String.join(", ", apis.keySet()) + ".";
      String remedy =
          DidYouMean.find(id.text(), apis.keySet())
              .map(nearest -> "Did you mean \"" + nearest + "\"? " + known)
              .orElse(known);
      section.problem("api", "unknown API " + TargetsSchema.shown(id), remedy);
    }
    return api;
  }

  private Account account(Section section) {
    Node name = section.scalar("account");
    if (name == null) {
      return null;
    }
    if (!accounts.knows(name.text()) && allAccounts) {
      section.problem(
          "account",
          "unknown account " + TargetsSchema.shown(name),
          DidYouMean.remedy(name.text(), accounts.names(), "Accounts"));
    }
    return accounts.get(name.text());
  }

  private void checkVendor(Section section, Api api, Account account) {
    String vendor = api.source().vendor();
    if (!account.vendor().equals(vendor)) {
      String its = "the account belongs to " + account.vendor();
      String message = its + ", but " + api.id() + " is an API of " + vendor;
      section.problem("account", message, "Name an account of " + vendor + ".");
    }
  }

  /** These end up in paths, which HTTP clients and gateways resolve after the signature. */
  private void checkName(Node name) {
    if (name != null && RELATIVE.contains(name.text())) {
      String message = TargetsSchema.shown(name) + " is a relative path and no name";
      problems.add(name.place(), message, "Write the vendor's name or id.");
    }
  }

  private void checkRequired(Section section, Api api) {
    for (String key : api.request().requires()) {
      boolean blank = section.scalar(key) != null && section.text(key, "").isBlank();
      boolean found =
          key.equals("region") && section.has("regions")
              || section.has("discover")
                  && !api.request().memberCatalogue().isEmpty()
                  && MEMBERS.contains(key);
      if (!section.has(key) && !found || blank) {
        section.missing(key, api.id() + " needs this key");
      }
    }
    for (String key : MEMBERS) {
      if (section.has(key) && !api.request().requires().contains(key)) {
        section.problem(key, api.id() + " takes no " + key, "Remove the key " + key + ".");
      }
    }
  }

  private void checkRegion(Section section, Api api, String region, String endpoint) {
    if (region.isEmpty() && endpoint == null && api.request().endpoint().contains("{region}")) {
      section.missing("region", "the address of " + api.id() + " contains the region");
    }
  }

  private int pageSize(Section section, Api api) {
    Integer pageSize = section.number("pageSize", null);
    if (pageSize == null) {
      return api.paging().pageSize();
    }
    int max = api.paging().maxPageSize();
    int min = api.paging().pageSize() == 0 ? 0 : api.paging().minPageSize();
    if (pageSize >= min && pageSize <= max) {
      return pageSize;
    }
    if (max == 0) {
      section.problem("pageSize", api.id() + " answers in one page", "Remove the key pageSize.");
    } else {
      String message =
          section.shown("pageSize") + " is not a page size that " + api.id() + " takes";
      String remedy = "Write a whole number from " + min + " to " + max + ".";
      section.problem("pageSize", message, remedy);
    }
    return api.paging().pageSize();
  }

  private ZoneOffset zone(Section section) {
    Node zone = section.scalar("assumedZone");
    if (zone == null) {
      return ZONE;
    }
    try {
      return ZoneOffset.of(zone.text());
    } catch (DateTimeException unreadable) {
      String message = TargetsSchema.shown(zone) + " is not an offset from UTC";
      section.problem("assumedZone", message, schema.remedy(DEFINITION, "assumedZone"));
      return ZONE;
    }
  }

  /** Texts of a list; one that is written twice is reported and kept once. */
  private List<String> texts(Section section, String key) {
    Map<String, Place> seen = new HashMap<>();
    List<String> texts = new ArrayList<>();
    for (Node item : section.list(key)) {
      checkName(item);
      Place earlier = seen.putIfAbsent(item.text(), item.place());
      if (earlier == null) {
        texts.add(item.text());
      } else {
        String message = TargetsSchema.shown(item) + " is already written at " + earlier.text();
        problems.add(item.place(), message, "Remove one of them.");
      }
    }
    return List.copyOf(texts);
  }
}
