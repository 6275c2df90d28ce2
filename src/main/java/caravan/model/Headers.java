package caravan.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Headers of a request, sorted and looked up without regard to case; never changed. A request has
 * about ten, and every signature adds a few: two short arrays are copied faster than trees.
 */
final class Headers extends AbstractMap<String, String> {

  private static final Headers NONE = new Headers(new String[0], new String[0]);

  private final String[] names;
  private final String[] values;

  private Headers(String[] names, String[] values) {
    this.names = names;
    this.values = values;
  }

  /** The same headers; of names that differ only in case the first is kept, and the last value. */
  static Headers of(Map<String, String> headers) {
    if (headers instanceof Headers known) {
      return known;
    }
    Headers all = NONE;
    for (Map.Entry<String, String> one : headers.entrySet()) {
      all = all.with(one.getKey(), one.getValue());
    }
    return all;
  }

  /** These headers with one more, or with another value for one of them. */
  Headers with(String name, String value) {
    int at = names.length;
    while (at > 0 && compare(names[at - 1], name) > 0) {
      at--;
    }
    if (at > 0 && compare(names[at - 1], name) == 0) {
      String[] changed = values.clone();
      changed[at - 1] = value;
      return new Headers(names, changed);
    }
    return new Headers(inserted(names, at, name), inserted(values, at, value));
  }

  /** The order of {@link String#CASE_INSENSITIVE_ORDER}, found sooner for ASCII. */
  private static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a > '~' || b > '~') {
        return String.CASE_INSENSITIVE_ORDER.compare(one, other);
      }
      int difference = lower(a) - lower(b);
      if (difference != 0) {
        return difference;
      }
    }
    return one.length() - other.length();
  }

  private static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  private static String[] inserted(String[] texts, int at, String text) {
    String[] longer = new String[texts.length + 1];
    System.arraycopy(texts, 0, longer, 0, at);
    longer[at] = text;
    System.arraycopy(texts, at, longer, at + 1, texts.length - at);
    return longer;
  }

  @Override
  public String get(Object name) {
    String wanted = (String) name;
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(wanted)) {
        return values[i];
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(Object name) {
    for (String one : names) {
      if (one.equalsIgnoreCase((String) name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, String>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return names.length;
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, String>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < names.length;
    }

    @Override
    public Map.Entry<String, String> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return new SimpleImmutableEntry<>(names[next], values[next++]);
    }
  }
}
