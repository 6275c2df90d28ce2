package caravan.targets;

import caravan.model.Account;
import caravan.model.Api;
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
import java.util.TreeSet;

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
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);
  private static final Set<String> RELATIVE = Set.of(".", "..");
  private static final int GONE_AFTER = 3;

  /** Reads one target; null when it has no usable API or account. */
  Target read(Node node) {
    Section section = new Section(DEFINITION, node, schema, problems);
    Api api = api(section);
    Account account = account(section);
    String endpoint = endpoints.read(section);
    List<String> members = texts(section, section.has("members") ? "members" : "users");
    String region = section.text("region", "");
    String projectId = section.text("projectId", null);
    List<String> resources = resources(section, api, projectId == null ? region : projectId);
    Set<String> views = Collections.unmodifiableSet(new TreeSet<>(texts(section, "views")));
    ZoneOffset zone = zone(section);
    Integer confirmations = section.number("closeConfirmations", null);
    int goneAfter = section.number("goneAfter", GONE_AFTER);
    Duration heartbeat = section.duration("heartbeat", Duration.ZERO, YEAR, null);
    Duration timeout = section.duration("timeout", SECOND, DAY, TIMEOUT);
    Duration every = section.duration("every", SECOND, DAY, null);
    if (api == null) {
      return null;
    }
    int pageSize = pageSize(section, api);
    checkRequired(section, api);
    if (account == null) {
      return null;
    }
    checkVendor(section, api, account);
    for (String key : List.of("region", "projectId")) {
      checkName(section.scalar(key));
    }
    checkRegion(section, api, region, endpoint == null ? account.endpoint() : endpoint);
    return new Target(
        api,
        account,
        region,
        projectId,
        resources,
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
        section.truth("enabled", true));
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

  /** What a catalogue lists is not typed: its one resource is the project, or else the region. */
  private List<String> resources(Section section, Api api, String place) {
    if (api != null && api.isCatalogue()) {
      if (section.has("resources")) {
        String message = api.id() + " lists all there are";
        section.problem("resources", message, "Remove the key resources.");
      }
      return List.of(place);
    }
    if (!section.has("resources")) {
      section.missing("resources", "the key is missing");
    }
    return texts(section, "resources");
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
      if (!section.has(key) || blank) {
        section.missing(key, api.id() + " needs this key");
      }
    }
    for (String key : List.of("users", "members")) {
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
