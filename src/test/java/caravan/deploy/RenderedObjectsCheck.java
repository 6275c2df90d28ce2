package caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What kubectl made of the files under k8s. Not part of the usual tests, hence the name: {@code
 * .ci/check-deploy} renders the files and runs this by name.
 */
class RenderedObjectsCheck {

  static List<Path> rendered() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("caravan.rendered")))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyObjectFitsTheObjectModel(Path file) {
    List<ClusterObject> objects = objects(file);

    assertFalse(objects.isEmpty());
    assertEquals(
        List.of(), objects.stream().flatMap(o -> ObjectModel.problems(o).stream()).toList());
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyInstallationKeepsTheRules(Path file) {
    assertEquals(List.of(), DeployRules.problems(objects(file)));
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyObjectIsInTheNamespaceOfTheInstallation(Path file) {
    List<ClusterObject> objects = objects(file);
    String namespace =
        objects.stream().filter(object -> object.is("Namespace")).findFirst().orElseThrow().name();

    for (ClusterObject object : objects) {
      if (!object.is("Namespace")) {
        assertEquals(namespace, object.at("/metadata/namespace").asText(), object.toString());
      }
    }
  }

  private static List<ClusterObject> objects(Path file) {
    return YamlFile.documents(file).stream()
        .map(tree -> new ClusterObject(file.getFileName().toString(), tree))
        .toList();
  }
}
