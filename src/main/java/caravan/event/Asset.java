package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A resource that a catalogue lists: an instance, a gateway, a server.
 *
 * @param id the vendor's id, by which its listings are asked
 * @param state what makes a change a change
 * @param details what else is known of it
 * @param previous its state before; null unless the event is a change
 */
public record Asset(String id, State state, Details details, State previous) implements Facts {

  /**
   * What may change while the resource stays the same one. Each part is null when the vendor does
   * not say.
   *
   * @param name name for people
   * @param status in the vendor's words
   * @param running whether its listings can be asked, as far as the status tells
   * @param tags value by name; empty if the vendor says that there are none
   * @param network network that it is in, by the vendor's id
   * @param project project or resource group that it belongs to
   * @param members ids inside it that are asked one by one, for example of nodes, distinct and
   *     sorted
   */
  public record State(
      String name,
      String status,
      Boolean running,
      Map<String, String> tags,
      String network,
      String project,
      List<String> members) {

    /** The order in which a vendor lists tags and members says nothing. */
    public State {
      tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
      members = members == null ? null : members.stream().distinct().sorted().toList();
    }

    private void writeMembers(JsonText out) {
      if (members != null) {
        out.list("members", members, (member, list) -> list.value(member));
      }
    }

    private void writeTags(JsonText out) {
      if (tags != null) {
        out.open("tags");
        tags.forEach(out::field);
        out.close();
      }
    }

    private void write(JsonText out) {
      out.open();
      writeMembers(out);
      out.field("name", name)
          .field("network", network)
          .field("project", project)
          .field("running", running)
          .field("status", status);
      writeTags(out);
      out.close();
    }
  }

  /**
   * What is known of a resource besides; each part is null when the vendor does not say.
   *
   * @param region the vendor's region
   * @param createdAt when it was made
   * @param engineVersion version of what runs there, in the vendor's words
   */
  public record Details(String region, Instant createdAt, String engineVersion) {

    /** The vendor says nothing more. */
    public static final Details NOT_STATED = new Details(null, null, null);
  }

  /** This resource with its state before. */
  public Asset after(State before) {
    return new Asset(id, state, details, before);
  }

  @Override
  public Asset withoutChanges() {
    return previous == null ? this : after(null);
  }

  @Override
  public boolean needsMinor() {
    return true;
  }

  @Override
  public void writeLeading(JsonText out) {
    out.part("asset", this, Asset::write);
  }

  @Override
  public void writeTrailing(JsonText out) {
    // All of it came before.
  }

  @Override
  public void writeMaterial(JsonText out) {
    new Asset(id, state, Details.NOT_STATED, null).writeLeading(out);
  }

  private void write(JsonText out) {
    out.open()
        .field("created_at", details.createdAt)
        .field("engine_version", details.engineVersion)
        .field("id", id);
    state.writeMembers(out);
    out.field("name", state.name)
        .field("network", state.network)
        .part("previous", previous, State::write)
        .field("project", state.project)
        .field("region", details.region)
        .field("running", state.running)
        .field("status", state.status);
    state.writeTags(out);
    out.close();
  }
}
