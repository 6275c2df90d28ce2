package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.scan.DefaultPackageScanResourceResolver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackagedRoutesTest {

  private static final List<String> PATTERNS =
      List.of(
          "classpath:scanned/*.yaml",
          "classpath:scanned/shared/*.yaml",
          "classpath:scanned/**/*.yaml",
          "classpath:scanned/none/*.yaml");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plain.jar", "with a blank.jar"})
  void findsWhatCamelItselfFindsInAJar(String name) throws Exception {
    // Given
    Path jar = folder.resolve(name);
    write(
        jar,
        "scanned/",
        "scanned/a.camel.yaml",
        "scanned/Compiled.class",
        "scanned/notes.txt",
        "scanned/shared/",
        "scanned/shared/b.camel.yaml",
        "scannedtoo/c.camel.yaml");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      for (String pattern : PATTERNS) {
        // When
        List<String> found = found(new PackagedRoutes(), loader, pattern);

        // Then
        assertEquals(found(new DefaultPackageScanResourceResolver(), loader, pattern), found);
      }
      assertEquals(
          List.of("scanned/a.camel.yaml"), found(new PackagedRoutes(), loader, PATTERNS.get(0)));
    }
  }

  private static List<String> found(
      DefaultPackageScanResourceResolver resolver, ClassLoader loader, String pattern)
      throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.setApplicationContextClassLoader(loader);
      resolver.setCamelContext(context);
      resolver.addClassLoader(loader);
      return resolver.findResources(pattern).stream()
          .map(Resource::getLocation)
          .map(location -> location.replaceFirst("^.*!/", ""))
          .sorted()
          .toList();
    }
  }

  private static void write(Path jar, String... names) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String name : names) {
        entries.putNextEntry(new JarEntry(name));
        entries.write(name.endsWith("/") ? new byte[0] : new byte[100]);
        entries.closeEntry();
      }
    }
  }
}
