package caravan.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * One Kubernetes object as a file states it.
 *
 * @param origin file it comes from, for messages
 * @param tree the object
 */
record ClusterObject(String origin, JsonNode tree) {

  /** API group and version. */
  String apiVersion() {
    return tree.path("apiVersion").asText();
  }

  /** Type, for example {@code Deployment}. */
  String kind() {
    return tree.path("kind").asText();
  }

  /** Name within its kind. */
  String name() {
    return tree.at("/metadata/name").asText();
  }

  /** Whether this is an object of the kind. */
  boolean is(String kind) {
    return kind().equals(kind);
  }

  /** The part at a JSON pointer, a missing node if there is none. */
  JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  /** The string map at a JSON pointer, for labels and selectors. */
  Map<String, String> map(String pointer) {
    Map<String, String> map = new TreeMap<>();
    at(pointer).properties().forEach(field -> map.put(field.getKey(), field.getValue().asText()));
    return map;
  }

  @Override
  public String toString() {
    return origin + ": " + kind() + " " + name();
  }
}
