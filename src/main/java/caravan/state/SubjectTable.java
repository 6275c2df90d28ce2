package caravan.state;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Open subjects by their path, packed: a table with open addressing and linear probing, in two
 * plain arrays. It shrinks as subjects end.
 */
final class SubjectTable {

  private static final int SMALLEST = 8;
  private static final byte[][] NO_ENTRIES = {};
  private static final int[] NO_HASHES = {};

  private byte[][] entries = NO_ENTRIES;
  private int[] hashes = NO_HASHES;
  private int size;
  private int changes;
  private SubjectCodec form;

  int size() {
    return size;
  }

  /** The life of a subject, or null. */
  ScopeState.Life life(String subject) {
    int slot = find(subject);
    return slot < 0 ? null : form.life(entries[slot]);
  }

  /** All that is known of a subject, or null. */
  SubjectState known(String subject) {
    int slot = find(subject);
    return slot < 0 ? null : form.known(entries[slot]);
  }

  /** Takes in a subject, in the place of what was known of it; the packer is ready for another. */
  void put(SubjectState known, CompactWriter packer) {
    if (size == 0) {
      // Nothing is left that was packed with the old one.
      form = new SubjectCodec(known.subject());
    }
    byte[] packed = form.pack(known, packer);
    int slot = find(known.subject());
    if (slot >= 0) {
      entries[slot] = packed;
      return;
    }
    if (size + 1 > entries.length - (entries.length >> 2)) {
      resize(Math.max(SMALLEST, 2 * entries.length));
    }
    insert(packed, known.subject().hashCode());
    size++;
    changes++;
  }

  /** Forgets a subject, if it is there. */
  void remove(String subject) {
    int slot = find(subject);
    if (slot < 0) {
      return;
    }
    close(slot);
    size--;
    changes++;
    if (size == 0) {
      entries = NO_ENTRIES;
      hashes = NO_HASHES;
      form = null;
    } else if (entries.length > SMALLEST && size < entries.length >> 3) {
      resize(entries.length >> 1);
    }
  }

  /** Paths of the subjects, in no order, unpacked one by one. */
  Collection<String> subjects() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<String> iterator() {
        return new Walk();
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

  /** Slot of a subject, or -1. Equal hashes prove nothing: the path decides. */
  private int find(String subject) {
    if (size == 0) {
      return -1;
    }
    int hash = subject.hashCode();
    int slot = home(hash);
    while (entries[slot] != null) {
      if (hashes[slot] == hash && form.is(entries[slot], subject)) {
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

  /** Empties a slot and moves up what could not be found behind the gap. */
  private void close(int slot) {
    int gap = slot;
    for (int each = next(slot); entries[each] != null; each = next(each)) {
      int wish = home(hashes[each]);
      boolean reachable = gap <= each ? gap < wish && wish <= each : gap < wish || wish <= each;
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

  /** Paths differ in their last characters mostly, and their hashes little: they are spread. */
  private int home(int hash) {
    return hash * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(entries.length - 1);
  }

  private int next(int slot) {
    return slot + 1 & entries.length - 1;
  }

  private final class Walk implements Iterator<String> {

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
      return form.subject(entries[slot++]);
    }
  }
}
