package caravan.cloud.sheet;

import caravan.cloud.record.Fields;
import caravan.model.Api;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the ids inside one resource, where its API's sheet says they are.
 *
 * @param sheet where they are
 */
record Members(Api.MembersSheet sheet) {

  private static final String PATH = "asset.members";

  /** Bound on what one event carries, well above the nodes that a cluster can have. */
  private static final int MAX_MEMBERS = 1_000;

  /**
   * Ids in the vendor's order; null if the row has none of it. Others are left out, with a note.
   */
  List<String> read(Fields fields) {
    String path = sheet.from();
    String first = first(path);
    JsonNode value = fields.value(first);
    if (value == null) {
      return null;
    }
    List<String> members = new ArrayList<>();
    collect(value, first, rest(path), members, fields);
    return members;
  }

  private void collect(JsonNode node, String path, String rest, List<String> to, Fields fields) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, path, rest, to, fields));
    } else if (rest.isEmpty()) {
      String id = Fields.name(node);
      if (id == null || id.isEmpty() || to.size() == MAX_MEMBERS) {
        fields.unknown(PATH, node);
      } else {
        to.add(id);
      }
    } else if (node.has(first(rest)) && !isLeftOut(node, path)) {
      String next = first(rest);
      collect(node.get(next), path + "." + next, rest(rest), to, fields);
    }
  }

  private boolean isLeftOut(JsonNode node, String path) {
    for (Map.Entry<String, List<String>> one : sheet.without().entrySet()) {
      int dot = one.getKey().lastIndexOf('.');
      JsonNode value = node.get(one.getKey().substring(dot + 1));
      boolean here = dot > 0 && one.getKey().substring(0, dot).equals(path);
      if (here && value != null && Fields.isOneOf(value, one.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static String first(String path) {
    return path.split("\\.", 2)[0];
  }

  private static String rest(String path) {
    return path.substring(Math.min(path.length(), first(path).length() + 1));
  }
}
