package caravan.cloud.sheet;

import caravan.cloud.record.Fields;
import caravan.model.Api;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the tags of one resource, where its API's sheet says they are.
 *
 * @param sheet where they are
 */
record Tags(Api.TagsSheet sheet) {

  private static final String PATH = "asset.tags";

  /** More than any of the vendors allows. */
  private static final int MAX_TAGS = 64;

  /** Value by name; null if there is no list. An unreadable entry is left out, with a note. */
  Map<String, String> read(Fields fields) {
    JsonNode list = fields.value(sheet.from());
    if (list == null) {
      return null;
    }
    if (!list.isArray()) {
      return fields.unknown(PATH, list);
    }
    Map<String, String> tags = new TreeMap<>();
    for (JsonNode entry : list) {
      if (entry instanceof ObjectNode object) {
        fields.undeclaredIn(sheet.from() + "[]", object, Set.of(sheet.key(), sheet.value()));
      }
      String name = Fields.name(entry.path(sheet.key()));
      JsonNode stated = entry.path(sheet.value());
      // A tag may have no value.
      String value = stated.isNull() || stated.isMissingNode() ? "" : Fields.name(stated);
      if (name == null || name.isEmpty() || value == null || tags.size() == MAX_TAGS) {
        fields.unknown(PATH, entry);
      } else {
        tags.put(name, value);
      }
    }
    return tags;
  }
}
