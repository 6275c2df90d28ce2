package caravan.event;

import caravan.json.Instants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One object inside a record of the state or checkpoint topic, in whatever format it was written. A
 * member that is absent is null; one of another type is refused by its name.
 */
public abstract class Part {

  private final Part outer;
  private final String name;

  /** A member of {@code outer}, or an element of a list; a whole record has neither. */
  protected Part(Part outer, String name) {
    this.outer = outer;
    this.name = name;
  }

  /** Reads a member of this part; null when it is absent. */
  public interface Member<T> {
    T read(String member) throws UnreadableRecord;
  }

  /** Makes a value of a part. */
  public interface Maker<T> {
    T of(Part part) throws UnreadableRecord;
  }

  /** A string, or null. */
  public abstract String text(String member) throws UnreadableRecord;

  /** A boolean, or null. */
  public abstract Boolean truth(String member) throws UnreadableRecord;

  /** An integer of 64 bits, or null. */
  public abstract Long number(String member) throws UnreadableRecord;

  /** An instant, or null. */
  public abstract Instant instant(String member) throws UnreadableRecord;

  /** An object, or null. */
  public abstract Part part(String member) throws UnreadableRecord;

  /** A list of objects, or null. */
  public abstract List<? extends Part> parts(String member) throws UnreadableRecord;

  /** A list of strings, or null. */
  public abstract List<String> texts(String member) throws UnreadableRecord;

  /** Strings by their names, or null. */
  public abstract Map<String, String> map(String member) throws UnreadableRecord;

  /** An integer of 32 bits, or null. */
  public final Integer whole(String member) throws UnreadableRecord {
    Long number = number(member);
    check(number == null || number == number.intValue(), member, "has more than 32 bits");
    return number == null ? null : Integer.valueOf(number.intValue());
  }

  /** The instant of a text in the one form of the contract; null for null. */
  protected final Instant instant(String member, String text) throws UnreadableRecord {
    Instant instant = text == null ? null : Instants.read(text);
    check(text == null || instant != null, member, "is not an instant");
    return instant;
  }

  /** A member that must be there. */
  public final <T> T needed(String member, Member<T> read) throws UnreadableRecord {
    T value = read.read(member);
    if (value == null) {
      throw UnreadableRecord.at(path(), "lacks " + member);
    }
    return value;
  }

  /** What is made of an object, or null. */
  public final <T> T optional(String member, Maker<T> maker) throws UnreadableRecord {
    Part part = part(member);
    return part == null ? null : maker.of(part);
  }

  /** What is made of each object of a list, or null. */
  public final <T> List<T> list(String member, Maker<T> maker) throws UnreadableRecord {
    List<? extends Part> parts = parts(member);
    if (parts == null) {
      return null;
    }
    List<T> all = new ArrayList<>(parts.size());
    for (Part part : parts) {
      all.add(maker.of(part));
    }
    return List.copyOf(all);
  }

  /** The member has to be as stated. */
  public final void check(boolean holds, String member, String otherwise) throws UnreadableRecord {
    if (!holds) {
      throw UnreadableRecord.at(path() + pointer(member), otherwise);
    }
  }

  private String path() {
    return outer == null ? "" : outer.path() + pointer(name);
  }

  /** A step of a JSON pointer, RFC 6901. */
  private static String pointer(String member) {
    return "/" + member.replace("~", "~0").replace("/", "~1");
  }
}
