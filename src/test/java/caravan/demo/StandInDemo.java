package caravan.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The demo as a process of its own, with the stand-in for the product. */
final class StandInDemo {

  private StandInDemo() {}

  /** Class path of the tests, also where a test runner hides it in the manifest of a jar. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  static List<String> launch(String behaviour) {
    return List.of("-cp", classPath(), StandInProduct.class.getName(), behaviour);
  }

  /** First argument: how the stand-in behaves; second: the product's file; then the options. */
  public static void main(String[] arguments) {
    Demo.main(
        Arrays.copyOfRange(arguments, 2, arguments.length),
        Path.of(arguments[1]),
        launch(arguments[0]));
  }
}
