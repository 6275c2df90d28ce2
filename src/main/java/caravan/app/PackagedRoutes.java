package caravan.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.camel.support.scan.DefaultPackageScanResourceResolver;

/**
 * Finds the packaged routes by the table of contents of their jar. Camel's own way unpacks the
 * whole jar for it, twice at every start.
 */
public final class PackagedRoutes extends DefaultPackageScanResourceResolver {

  @Override
  protected List<String> doLoadImplementationsInJar(
      String folder, InputStream stream, String path, Predicate<String> accepted) {
    if (!Files.isRegularFile(Path.of(path))) {
      return super.doLoadImplementationsInJar(folder, stream, path, accepted);
    }
    try (JarFile jar = new JarFile(path)) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(folder))
          .filter(name -> accepted == null ? !name.endsWith(".class") : accepted.test(name))
          .toList();
    } catch (IOException unreadable) {
      return super.doLoadImplementationsInJar(folder, stream, path, accepted);
    }
  }
}
