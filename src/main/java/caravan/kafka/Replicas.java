package caravan.kafka;

import caravan.redact.OneLine;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.ByteBufferInputStream;
import org.jboss.logging.Logger;

/**
 * What the members of the group show each other. It travels in the group's own requests: a member
 * shows it when it joins, and its leader tells all of them with the assignment.
 */
final class Replicas {

  private static final Logger LOG = Logger.getLogger(Replicas.class);
  private static final int MARK = 0x43525631;
  private static final int MAX_TOLD = 20;
  private static final Comparator<Replica> ORDER =
      Comparator.comparing(Replica::installation).thenComparing(Replica::targets);

  private volatile Replica own;
  private volatile Set<Replica> all = Set.of();

  Replicas(String installation) {
    this.own = new Replica(installation, "none");
  }

  /** Shows other targets from the next rebalance on; false if they are the same. */
  boolean show(String targets) {
    boolean other = !own.targets().equals(targets);
    own = new Replica(own.installation(), targets);
    return other;
  }

  /** What this replica shows. */
  Replica own() {
    return own;
  }

  /** What the members showed in the last rebalance, without repetitions; empty before the first. */
  Set<Replica> all() {
    return all;
  }

  void told(Set<Replica> members) {
    if (!members.equals(all)) {
      all = members;
      String mine = own.installation();
      if (members.stream().anyMatch(one -> !one.installation().equals(mine))) {
        LOG.warnf(
            "members of other installations share the partitions of this one: %s; each installation"
                + " needs a prefix of its own",
            members);
      }
    }
  }

  /** Adds what members show to other data of theirs. */
  static ByteBuffer append(ByteBuffer data, Collection<Replica> members) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      if (data != null) {
        ByteBuffer before = data.duplicate();
        byte[] copy = new byte[before.remaining()];
        before.get(copy);
        out.write(copy);
      }
      int start = out.size();
      Set<Replica> distinct = new TreeSet<>(ORDER);
      distinct.addAll(members);
      out.writeInt(Math.min(distinct.size(), MAX_TOLD));
      for (Replica one : distinct.stream().limit(MAX_TOLD).toList()) {
        out.writeUTF(one.installation());
        out.writeUTF(one.targets());
      }
      // At the end, because what stands before is read from its beginning.
      out.writeInt(out.size() - start);
      out.writeInt(MARK);
      return ByteBuffer.wrap(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@link #append} added; a member that added nothing is {@link Replica#UNKNOWN}. */
  static Set<Replica> read(ByteBuffer data) {
    Set<Replica> members = new TreeSet<>(ORDER);
    if (data == null || data.remaining() < 2 * Integer.BYTES) {
      return Set.of(Replica.UNKNOWN);
    }
    ByteBuffer copy = data.duplicate();
    int mark = copy.getInt(copy.limit() - Integer.BYTES);
    int length = copy.getInt(copy.limit() - 2 * Integer.BYTES);
    int start = copy.limit() - 2 * Integer.BYTES - length;
    if (mark != MARK || length < 0 || start < copy.position()) {
      return Set.of(Replica.UNKNOWN);
    }
    copy.position(start);
    try (DataInputStream in = new DataInputStream(new ByteBufferInputStream(copy))) {
      for (int left = in.readInt(); left > 0; left--) {
        // Whoever may join the group writes this.
        members.add(new Replica(OneLine.of(in.readUTF()), OneLine.of(in.readUTF())));
      }
      return members;
    } catch (IOException notOurs) {
      return Set.of(Replica.UNKNOWN);
    }
  }
}
