package caravan.state;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Open subjects by their path, packed. A hash table with linear probing in two plain arrays takes a
 * third of what a HashMap takes beside the bytes themselves. It shrinks as subjects end.
 */
final class SubjectTable {

  private static final int MIN_CAPACITY = 8;
  private static final byte[][] NO_ENTRIES = {};
  private static final int[] NO_HASHES = {};

  private byte[][] entries = NO_ENTRIES;
  private int[] hashes = NO_HASHES;
  private int size;
  private int counted;
  private int changes;
  private SubjectCodec codec;

  int size() {
    return size;
  }

  /** What the subjects count as together. */
  int counted() {
    return counted;
  }

  /** The incarnation of a subject, or null. */
  Incarnation incarnation(String subject) {
    int slot = find(subject);
    return slot < 0 ? null : codec.incarnation(entries[slot]);
  }

  /** Everything known of a subject, or null. */
  SubjectState known(String subject) {
    int slot = find(subject);
    return slot < 0 ? null : codec.known(entries[slot]);
  }

  /** What all subjects are now, in no order, unpacked one by one. */
  Stream<Incarnation> incarnations() {
    return Arrays.stream(entries).filter(Objects::nonNull).map(one -> codec.incarnation(one));
  }

  /** Adds or replaces a subject; the writer can be used again. */
  void put(SubjectState known, CompactWriter writer) {
    if (size == 0) {
      // No entry of an older codec is left.
      codec = new SubjectCodec(known.subject());
    }
    byte[] packed = codec.pack(known, writer);
    int slot = find(known.subject());
    counted += ScopeState.countsAs(packed.length);
    if (slot >= 0) {
      counted -= ScopeState.countsAs(entries[slot].length);
      entries[slot] = packed;
      return;
    }
    if (size + 1 > entries.length - (entries.length >> 2)) {
      resize(Math.max(MIN_CAPACITY, 2 * entries.length));
    }
    insert(packed, known.subject().hashCode());
    size++;
    changes++;
  }

  void remove(String subject) {
    int slot = find(subject);
    if (slot < 0) {
      return;
    }
    counted -= ScopeState.countsAs(entries[slot].length);
    close(slot);
    size--;
    changes++;
    if (size == 0) {
      entries = NO_ENTRIES;
      hashes = NO_HASHES;
      codec = null;
    } else if (entries.length > MIN_CAPACITY && size < entries.length >> 3) {
      resize(entries.length >> 1);
    }
  }

  /** Paths of the subjects, in no order, unpacked during iteration. */
  Collection<String> subjects() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<String> iterator() {
        return new PathIterator();
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public boolean contains(Object other) {
        return other instanceof String subject && find(subject) >= 0;
      }
    };
  }

  /** Slot of a subject, or -1. */
  private int find(String subject) {
    if (size == 0) {
      return -1;
    }
    int hash = subject.hashCode();
    int slot = home(hash);
    while (entries[slot] != null) {
      if (hashes[slot] == hash && codec.is(entries[slot], subject)) {
        return slot;
      }
      slot = next(slot);
    }
    return -1;
  }

  private void insert(byte[] packed, int hash) {
    int slot = home(hash);
    while (entries[slot] != null) {
      slot = next(slot);
    }
    entries[slot] = packed;
    hashes[slot] = hash;
  }

  /** Empties a slot and moves up the entries that the gap would hide. */
  private void close(int slot) {
    int gap = slot;
    for (int each = next(slot); entries[each] != null; each = next(each)) {
      int home = home(hashes[each]);
      boolean reachable = gap <= each ? gap < home && home <= each : gap < home || home <= each;
      if (!reachable) {
        entries[gap] = entries[each];
        hashes[gap] = hashes[each];
        gap = each;
      }
    }
    entries[gap] = null;
  }

  private void resize(int capacity) {
    byte[][] oldEntries = entries;
    int[] oldHashes = hashes;
    entries = new byte[capacity][];
    hashes = new int[capacity];
    for (int i = 0; i < oldEntries.length; i++) {
      if (oldEntries[i] != null) {
        insert(oldEntries[i], oldHashes[i]);
      }
    }
  }

  /** Spreads the hashes: most paths differ in their last characters only. */
  private int home(int hash) {
    return hash * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(entries.length - 1);
  }

  private int next(int slot) {
    return slot + 1 & entries.length - 1;
  }

  private final class PathIterator implements Iterator<String> {

    private final int expected = changes;
    private int slot;
    private int left = size;

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public String next() {
      if (left == 0) {
        throw new NoSuchElementException();
      }
      if (expected != changes) {
        throw new ConcurrentModificationException();
      }
      while (entries[slot] == null) {
        slot++;
      }
      left--;
      return codec.subject(entries[slot++]);
    }
  }
}
