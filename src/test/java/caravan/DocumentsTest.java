package caravan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages say is shown by a test: that the test is there. */
class DocumentsTest {

  private static final Path TESTS = Path.of("src/test/java");

  /** A class of tests in code style, and perhaps one of its methods. */
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w*(?:Test|IT|Fuzz|Run))(?:\\.(\\w+))?`");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+\\.md)?(?:#([^)]+))?\\)");

  private static Map<String, Path> classes() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  (one, other) -> one));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SECURITY.md", "docs/guarantees.md"})
  void everyTestThatIsNamedExists(String page) throws IOException {
    Map<String, Path> classes = classes();
    Matcher named = NAMED.matcher(Files.readString(Path.of(page)));
    Set<String> missing = new TreeSet<>();
    int count = 0;
    while (named.find()) {
      count++;
      Path file = classes.get(named.group(1));
      if (file == null
          || named.group(2) != null
              && !Files.readString(file).contains(" " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    assertEquals(Set.of(), missing);
    assertTrue(count > 10, "the names were not found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "SECURITY.md", "docs/guarantees.md", "docs/doctor.md"})
  void everyPageThatIsLinkedExists(String page) throws IOException {
    Path path = Path.of(page);
    Matcher link = LINK.matcher(Files.readString(path));
    Set<String> missing = new TreeSet<>();
    while (link.find()) {
      Path target = link.group(1) == null ? path : path.resolveSibling(link.group(1)).normalize();
      if (!Files.exists(target)
          || link.group(2) != null && !anchors(target).contains(link.group(2))) {
        missing.add(link.group());
      }
    }
    assertEquals(Set.of(), missing);
  }

  /** As the usual renderers make them of headings. */
  private static Set<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
