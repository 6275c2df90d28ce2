package caravan.routes;

import caravan.model.Api;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The route files of the product as a reader finds them, without Camel. */
final class RouteFiles {

  private static final Path FOLDER = Path.of("routes");
  private static final String SUFFIX = ".camel.yaml";

  private static final Map<String, Class<?>> BEANS = findBeans();

  private RouteFiles() {}

  /** A bean that a route names, and the method it calls there; null when it calls none by name. */
  record Use(String bean, String method) {}

  /** One route file: its name without the suffix, its text and its list of parts. */
  record RouteFile(String name, String text, List<?> yaml) {

    /** What stands under a key of the parts, for example every {@code route}. */
    List<Map<?, ?>> parts(String key) {
      List<Map<?, ?>> parts = new ArrayList<>();
      for (Object part : yaml) {
        if (((Map<?, ?>) part).get(key) instanceof Map<?, ?> map) {
          parts.add(map);
        }
      }
      return parts;
    }

    List<Map<?, ?>> templated() {
      return parts("templatedRoute");
    }

    List<Map<?, ?>> templates() {
      return parts("routeTemplate");
    }

    /** The bean that holds the data sheet. */
    Map<?, ?> sheetBean() {
      List<?> beans = (List<?>) ((Map<?, ?>) yaml.get(0)).get("beans");
      return (Map<?, ?>) beans.get(0);
    }

    Map<?, ?> sheet() {
      return (Map<?, ?>) sheetBean().get("properties");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<RouteFile> all() {
    return Stream.concat(apis().stream(), shared().stream()).toList();
  }

  /** One file per vendor API. */
  static List<RouteFile> apis() {
    return in(FOLDER);
  }

  /** What all APIs share. */
  static List<RouteFile> shared() {
    return in(FOLDER.resolve("shared"));
  }

  private static List<RouteFile> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().map(RouteFiles::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RouteFile read(Path file) {
    String name = file.getFileName().toString();
    if (!name.endsWith(SUFFIX)) {
      throw new IllegalStateException(file + " does not end in " + SUFFIX);
    }
    try {
      String text = Files.readString(file);
      Load load = new Load(LoadSettings.builder().setLabel(name).build());
      return new RouteFile(
          name.substring(0, name.length() - SUFFIX.length()),
          text,
          (List<?>) load.loadFromString(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Route templates by id. */
  static Map<Object, Map<?, ?>> templates() {
    Map<Object, Map<?, ?>> templates = new HashMap<>();
    all().forEach(file -> file.templates().forEach(one -> templates.put(one.get("id"), one)));
    return templates;
  }

  /** Parameters that a template declares, with their descriptions. */
  static Map<String, String> parameters(Map<?, ?> template) {
    return pairs(template, "description");
  }

  /** Parameters that a templated route passes, with their values. */
  static Map<String, String> arguments(Map<?, ?> templatedRoute) {
    return pairs(templatedRoute, "value");
  }

  private static Map<String, String> pairs(Map<?, ?> holder, String second) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Object one : (List<?>) holder.get("parameters")) {
      Map<?, ?> parameter = (Map<?, ?>) one;
      Object value = parameter.get(second);
      String name = parameter.get("name").toString();
      if (pairs.put(name, value == null ? "" : value.toString()) != null) {
        throw new IllegalStateException("parameter " + name + " comes twice");
      }
    }
    return pairs;
  }

  /** Ids of the routes, templates, configurations and steps below a value. */
  static List<String> ids(Object value) {
    List<String> ids = new ArrayList<>();
    eachMap(
        value,
        map -> {
          if (map.get("id") instanceof String id) {
            ids.add(id);
          }
        });
    return ids;
  }

  /** Visits every map below a value, outer ones first. */
  static void eachMap(Object value, Consumer<Map<?, ?>> visitor) {
    if (value instanceof Map<?, ?> map) {
      visitor.accept(map);
      map.values().forEach(one -> eachMap(one, visitor));
    } else if (value instanceof List<?> list) {
      list.forEach(one -> eachMap(one, visitor));
    }
  }

  /** Visits every text below a value, with the key it stands under. */
  static void eachText(Object value, BiConsumer<String, String> visitor) {
    eachMap(
        value,
        map ->
            map.forEach(
                (key, one) -> {
                  if (one instanceof String text) {
                    visitor.accept(key.toString(), text);
                  } else if (one instanceof List<?> list) {
                    list.stream()
                        .filter(String.class::isInstance)
                        .forEach(text -> visitor.accept(key.toString(), text.toString()));
                  }
                }));
  }

  /** Beans of the product and of the route files by name, with the type a route may rely on. */
  static Map<String, Class<?>> beans() {
    return BEANS;
  }

  private static Map<String, Class<?>> findBeans() {
    Map<String, Class<?>> beans = new HashMap<>();
    for (JavaClass one :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("caravan")) {
      if (one.isAnnotatedWith(Named.class)) {
        beans.put(one.getAnnotationOfType(Named.class).value(), one.reflect());
      }
      for (JavaMethod method : one.getMethods()) {
        if (method.isAnnotatedWith(Named.class) && method.isAnnotatedWith(Produces.class)) {
          beans.put(
              method.getAnnotationOfType(Named.class).value(), method.getRawReturnType().reflect());
        }
      }
    }
    apis().forEach(file -> beans.put(file.name(), Api.class));
    return beans;
  }
}
