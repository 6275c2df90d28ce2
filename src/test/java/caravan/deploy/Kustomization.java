package caravan.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the objects that a kustomization names, without kubectl: its own files, those of the
 * folders it builds on, and its generated ConfigMaps by name. Names and namespaces stay as written.
 */
final class Kustomization {

  private final Path folder;
  private final JsonNode tree;

  private Kustomization(Path folder) {
    this.folder = folder;
    this.tree = YamlFile.document(folder.resolve("kustomization.yaml"));
  }

  /** Reads the {@code kustomization.yaml} of a folder. */
  static Kustomization in(Path folder) {
    return new Kustomization(folder.normalize());
  }

  /** Every object of this folder and of what it builds on. */
  List<ClusterObject> objects() {
    List<ClusterObject> objects = new ArrayList<>();
    for (Path resource : paths("resources")) {
      if (Files.isDirectory(resource)) {
        objects.addAll(in(resource).objects());
      } else {
        YamlFile.documents(resource)
            .forEach(tree -> objects.add(new ClusterObject(resource.toString(), tree)));
      }
    }
    for (Path component : paths("components")) {
      objects.addAll(in(component).objects());
    }
    for (JsonNode generator : tree.path("configMapGenerator")) {
      if (!generator.has("behavior")) {
        objects.add(configMap(generator.path("name").asText()));
      }
    }
    return objects;
  }

  /** Every file and folder this kustomization names. */
  List<Path> named() {
    List<Path> named = new ArrayList<>(paths("resources"));
    named.addAll(paths("components"));
    for (JsonNode generator : tree.path("configMapGenerator")) {
      generator.path("files").forEach(file -> named.add(folder.resolve(file.asText())));
      generator.path("envs").forEach(file -> named.add(folder.resolve(file.asText())));
    }
    return named;
  }

  /** The part at a JSON pointer, a missing node if there is none. */
  JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  private List<Path> paths(String key) {
    List<Path> paths = new ArrayList<>();
    tree.path(key).forEach(path -> paths.add(folder.resolve(path.asText()).normalize()));
    return paths;
  }

  private ClusterObject configMap(String name) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap").putObject("metadata").put("name", name);
    return new ClusterObject(folder.toString(), map);
  }
}
