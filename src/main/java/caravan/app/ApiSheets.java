package caravan.app;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.RequestBuilder;
import caravan.cloud.Signer;
import caravan.cloud.sheet.SheetRules;
import caravan.model.Api;
import caravan.model.Mistake;
import caravan.targets.Problem;
import caravan.targets.SheetFile;
import caravan.targets.TargetsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;

/**
 * Checks the data sheets of all APIs in their route files, before Camel reads these: what it makes
 * of a value can be the environment, or an object of any class.
 */
public final class ApiSheets {

  private static final String SIGNER = "Signer";

  /** What a poll route is made of, by the parameters of its template. */
  private static final Map<String, Class<?>> PARTS =
      Map.of(
          "poll.request", RequestBuilder.class,
          "poll.signer", Signer.class,
          "poll.errors", ErrorClassifier.class);

  private final Registry registry;
  private final Map<String, String> files = new HashMap<>();
  private final Map<SheetFile, Api> apis = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Checks against the beans of a registry, which the clouds are among. */
  ApiSheets(Registry registry) {
    this.registry = registry;
  }

  /**
   * All mistakes of all sheets, each with its place.
   *
   * @param patterns where the route files are, as Camel is told
   */
  public static List<Problem> problems(CamelContext context, String patterns) {
    ApiSheets sheets = new ApiSheets(context.getRegistry());
    PackagedRoutes routes = new PackagedRoutes();
    routes.setCamelContext(context);
    for (String pattern : patterns.split(",")) {
      for (Resource file : sheets.found(routes, pattern.strip())) {
        String location = file.getLocation();
        String name = location.substring(location.indexOf(':') + 1);
        try (InputStream in = file.getInputStream()) {
          sheets.add(name, in.readAllBytes());
        } catch (IOException unreadable) {
          sheets.cannotRead(name);
        }
      }
    }
    if (sheets.problems.isEmpty()) {
      // Otherwise a sheet could seem to be missing that could not be read.
      sheets.checkCatalogues();
    }
    return sheets.problems;
  }

  private List<Resource> found(PackagedRoutes routes, String pattern) {
    try {
      return routes.findResources(pattern).stream()
          .sorted(Comparator.comparing(Resource::getLocation))
          .toList();
    } catch (Exception unreadable) {
      cannotRead(pattern);
      return List.of();
    }
  }

  private void cannotRead(String name) {
    problems.add(
        new Problem(
            name, 0, 0, "", "there is nothing that can be read", "Correct caravan.routes."));
  }

  /** Checks the sheets of one file, and gives those that have no mistakes. */
  List<Api> add(String file, byte[] content) {
    List<Api> good = new ArrayList<>();
    if (SheetFile.isIn(new String(content, StandardCharsets.ISO_8859_1))) {
      try {
        for (SheetFile sheet : SheetFile.all(file, content)) {
          int before = problems.size();
          Api api = check(sheet, file);
          if (problems.size() == before) {
            good.add(api);
          }
        }
      } catch (TargetsException unreadable) {
        problems.addAll(unreadable.problems());
      }
    }
    return good;
  }

  /** Checks what sheets say of each other, once all are known. */
  private void checkCatalogues() {
    Map<String, Api> all = new HashMap<>();
    apis.values().forEach(api -> all.putIfAbsent(api.id(), api));
    apis.forEach(
        (sheet, api) ->
            SheetRules.checkCatalogues(api, all, one -> problems.add(sheet.locate(one))));
  }

  /** The mistakes so far. */
  List<Problem> problems() {
    return problems;
  }

  private Api check(SheetFile sheet, String file) {
    Set<String> keys = new HashSet<>();
    Consumer<Mistake> mistakes =
        one -> {
          keys.add(one.key());
          problems.add(sheet.locate(one));
        };
    sheet.check(mistakes);
    int before = problems.size();
    Api api = sheet.sheet().build(mistakes);
    apis.put(sheet, api);
    if (!api.id().equals(sheet.name())) {
      mistakes.accept(
          new Mistake("id", "the bean has another name", "Give the bean its id as name."));
    }
    String other = files.put(api.id(), file);
    if (other != null) {
      mistakes.accept(new Mistake("id", "the same id is in " + other, "Rename one of both."));
    }
    if (problems.size() == before) {
      // What is wrong as it is written is not told again for what it means.
      Set<String> told = Set.copyOf(keys);
      Consumer<Mistake> others = one -> tell(one, told, mistakes);
      checkCloud(api, others);
      checkParts(sheet.parts(), others);
      SheetRules.check(api, others);
    }
    return api;
  }

  private static void tell(Mistake one, Set<String> told, Consumer<Mistake> mistakes) {
    if (told.stream().noneMatch(key -> (one.key() + ".").startsWith(key + "."))) {
      mistakes.accept(one);
    }
  }

  /** A cloud is known by its signer, whose name begins with the first word of the vendor's. */
  private void checkCloud(Api api, Consumer<Mistake> mistakes) {
    String cloud = api.source().vendor().split("_", 2)[0];
    if (registry.lookupByNameAndType(cloud + SIGNER, Signer.class) == null) {
      mistakes.accept(
          new Mistake(
              "source.vendor",
              "no cloud has this name",
              "Write the name as other sheets do; it begins with one of "
                  + String.join(", ", names(Signer.class, SIGNER))
                  + "."));
    }
  }

  private void checkParts(Map<String, String> parts, Consumer<Mistake> mistakes) {
    parts.forEach(
        (key, name) -> {
          Class<?> type = PARTS.get(key);
          if (type != null && registry.lookupByNameAndType(name, type) == null) {
            String remedy = "Write one of " + String.join(", ", names(type, "")) + ".";
            mistakes.accept(new Mistake(key, "there is no such bean", remedy));
          }
        });
  }

  private Set<String> names(Class<?> type, String suffix) {
    Set<String> names = new TreeSet<>();
    registry.findByTypeWithName(type).keySet().forEach(name -> names.add(name.replace(suffix, "")));
    return names;
  }
}
