package caravan.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Headers of a request, sorted and looked up without regard to case; never changed. A request has
 * about ten, and every signature adds a few: a short array is copied faster than a tree.
 */
final class Headers extends AbstractMap<String, String> {

  private static final Headers NONE = new Headers(new One[0]);

  private final One[] sorted;

  /** A header, and its name in lower case. */
  private record One(String name, String lower, String value) {}

  private Headers(One[] sorted) {
    this.sorted = sorted;
  }

  /** The same headers; of names that differ only in case the first is kept, and the last value. */
  static Headers of(Map<String, String> headers) {
    if (headers instanceof Headers known) {
      return known;
    }
    String[] pairs = new String[2 * headers.size()];
    int next = 0;
    for (Map.Entry<String, String> one : headers.entrySet()) {
      pairs[next++] = one.getKey();
      pairs[next++] = one.getValue();
    }
    return NONE.with(pairs);
  }

  /** These headers with more, or with other values for some: names and values in turn. */
  Headers with(String... namesAndValues) {
    int size = sorted.length;
    One[] more = Arrays.copyOf(sorted, size + namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      size = put(more, size, namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Headers(size == more.length ? more : Arrays.copyOf(more, size));
  }

  /** Puts a header among the first so many; tells how many there are then. */
  private static int put(One[] sorted, int size, String name, String value) {
    String lower = LowerCase.of(name);
    int at = size;
    while (at > 0 && sorted[at - 1].lower.compareTo(lower) > 0) {
      at--;
    }
    if (at > 0 && sorted[at - 1].lower.equals(lower)) {
      sorted[at - 1] = new One(sorted[at - 1].name, lower, value);
      return size;
    }
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = new One(name, lower, value);
    return size + 1;
  }

  /** Hands over each header, its name in lower case. */
  void forEachLowerCase(BiConsumer<String, String> action) {
    for (One one : sorted) {
      action.accept(one.lower, one.value);
    }
  }

  @Override
  public String get(Object name) {
    One found = find(name);
    return found == null ? null : found.value;
  }

  @Override
  public boolean containsKey(Object name) {
    return find(name) != null;
  }

  private One find(Object name) {
    String lower = LowerCase.of((String) name);
    for (One one : sorted) {
      if (one.lower.equals(lower)) {
        return one;
      }
    }
    return null;
  }

  @Override
  public int size() {
    return sorted.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (One one : sorted) {
      action.accept(one.name, one.value);
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
        return sorted.length;
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, String>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < sorted.length;
    }

    @Override
    public Map.Entry<String, String> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      One one = sorted[next++];
      return new SimpleImmutableEntry<>(one.name, one.value);
    }
  }
}
