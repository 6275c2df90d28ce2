package caravan.state;

import caravan.event.Asset;
import caravan.event.DatabaseAccount;
import caravan.event.Event;
import caravan.event.Facts;
import caravan.event.JsonPart;
import caravan.event.UnreadableRecord;
import caravan.json.Hashes;
import caravan.json.JsonText;
import caravan.model.Discovery;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What complete polls of a vendor's list of resources proved to be there, or of the members of one
 * resource. Every replica reads it, to know the same scopes as the others.
 *
 * @param entries by the vendor's id; for a member, by its name
 */
public record Catalogue(SortedMap<String, Entry> entries) {

  /** A catalogue of which nothing is known. */
  public static final Catalogue EMPTY = new Catalogue(new TreeMap<>());

  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
  private static final String NOT = "!";
  private static final int MAX_ID = 256;
  private static final String VERSION = "1.0.0";

  /** At most this part of a catalogue goes without a confirmation. */
  private static final int MAX_SHARE = 5;

  /**
   * A resource, or a member of one.
   *
   * @param name the operator's name for it, or null
   * @param running whether it runs, or a member may log in; true where that is not stated
   * @param members ids inside it that are asked one by one, as far as they are stated here
   */
  public record Entry(
      String name, boolean running, SortedMap<String, String> tags, List<String> members) {

    private boolean isFor(Discovery watcher, String id) {
      boolean tagged =
          watcher.tags().entrySet().stream()
              .allMatch(tag -> tag.getValue().equals(tags.get(tag.getKey())));
      return tagged && (running || !watcher.running()) && isNamed(watcher.names(), id);
    }

    private boolean isNamed(List<String> globs, String id) {
      boolean named = globs.isEmpty() || globs.get(0).startsWith(NOT);
      for (String glob : globs) {
        boolean takesOut = glob.startsWith(NOT);
        Pattern pattern = pattern(takesOut ? glob.substring(1) : glob);
        if (pattern.matches(id) || name != null && pattern.matches(name)) {
          named = !takesOut;
        }
      }
      return named;
    }

    /** Linear in the length of a name, whatever somebody has written. */
    private static Pattern pattern(String glob) {
      return PATTERNS.computeIfAbsent(
          glob,
          text ->
              Pattern.compile(
                  "(?s)" + Pattern.quote(text).replace("\\*", ".*").replace("\\?", ".")));
    }
  }

  /** Copies the entries. */
  public Catalogue {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /** What is open in a scope once a poll of it is published. */
  public static Catalogue after(ScopeState memory, Iterable<Event> events) {
    SortedMap<String, Facts> facts = new TreeMap<>();
    memory.subjects().forEach(subject -> facts.put(subject, memory.known(subject).facts()));
    for (Event event : events) {
      if (event.kind().ends()) {
        facts.remove(event.subject());
      } else if (event.report() == null) {
        facts.put(event.subject(), event.facts());
      }
    }
    SortedMap<String, Entry> entries = new TreeMap<>();
    facts.values().forEach(one -> add(one, entries));
    return new Catalogue(entries);
  }

  private static void add(Facts facts, SortedMap<String, Entry> entries) {
    if (facts instanceof Asset asset) {
      Asset.State state = asset.state();
      entries.put(
          asset.id(),
          new Entry(
              state.name(),
              !Boolean.FALSE.equals(state.running()),
              state.tags() == null ? new TreeMap<>() : new TreeMap<>(state.tags()),
              state.members() == null ? List.of() : state.members()));
    } else if (facts instanceof DatabaseAccount account) {
      boolean enabled = !Boolean.FALSE.equals(account.access().enabled());
      entries.put(account.name(), new Entry(null, enabled, new TreeMap<>(), List.of()));
    }
  }

  /** Ids that at least one of some targets polls. */
  public List<String> watchedBy(List<Discovery> watchers) {
    return entries.entrySet().stream()
        .filter(one -> isUsable(one.getKey()))
        .filter(one -> watchers.stream().anyMatch(it -> one.getValue().isFor(it, one.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** An id ends up in paths of requests, which HTTP clients resolve after the signature. */
  private static boolean isUsable(String id) {
    return !id.isBlank()
        && id.length() <= MAX_ID
        && !id.equals(".")
        && !id.equals("..")
        && id.chars().noneMatch(Character::isISOControl);
  }

  /** The ids that this one has and another lacks. */
  public SortedSet<String> without(Catalogue other) {
    SortedSet<String> missing = new TreeSet<>(entries.keySet());
    missing.removeAll(other.entries.keySet());
    return missing;
  }

  /** Whether so many of its entries are too many to go at once. One may always go. */
  public boolean isLarge(int missing) {
    return missing > Math.max(1, entries.size() / MAX_SHARE);
  }

  /** This one with what another has besides. */
  public Catalogue with(Catalogue earlier) {
    SortedMap<String, Entry> all = new TreeMap<>(earlier.entries);
    all.putAll(entries);
    return new Catalogue(all);
  }

  /** Names some ids of a catalogue for a setting: the same ids, the same text. */
  public static String digest(String path, SortedSet<String> ids) {
    return Hashes.hex(
            Hashes.sha256((path + '\n' + String.join("\n", ids)).getBytes(StandardCharsets.UTF_8)))
        .substring(0, 16);
  }

  /** The catalogue as canonical JSON. */
  public byte[] json() {
    JsonText out = new JsonText(256).open().open("entries");
    entries.forEach(
        (id, entry) -> {
          out.open(id);
          if (!entry.members.isEmpty()) {
            out.list("members", entry.members, (member, list) -> list.value(member));
          }
          out.field("name", entry.name).field("running", entry.running);
          if (!entry.tags.isEmpty()) {
            out.open("tags");
            entry.tags.forEach(out::field);
            out.close();
          }
          out.close();
        });
    return out.close().field("schema_version", VERSION).close().utf8();
  }

  /**
   * Reads what {@link #json} wrote. Unknown members are ignored.
   *
   * @throws UnreadableRecord when it is something else
   */
  public static Catalogue read(byte[] json) throws UnreadableRecord {
    JsonPart record = JsonPart.checkpoint(json);
    String version = record.needed("schema_version", record::text);
    record.check(version.startsWith("1."), "schema_version", "is of another major version");
    JsonPart stated = record.needed("entries", record::part);
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (String id : stated.names()) {
      entries.put(id, entry(stated.part(id)));
    }
    return new Catalogue(entries);
  }

  private static Entry entry(JsonPart one) throws UnreadableRecord {
    Map<String, String> tags = one.map("tags");
    List<String> members = one.texts("members");
    return new Entry(
        one.text("name"),
        one.needed("running", one::truth),
        tags == null ? new TreeMap<>() : new TreeMap<>(tags),
        members == null ? List.of() : members);
  }
}
