package caravan.routes;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.model.Api;
import caravan.model.ApiSheet;
import caravan.routes.RouteFiles.RouteFile;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads every route file as text and as YAML: what would only show at the start, or never. */
class RouteLintTest {

  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]*)}}");
  private static final Pattern BEAN_IN_TEXT =
      Pattern.compile("\\$\\{(?:ref|bean):([\\w-]+)(?:\\?method=(\\w+))?|^#([\\w-]+)$");
  private static final Pattern SINK_IN_TEXT = Pattern.compile("'(direct:[^']+)'");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i:(?:secret|password|passwd|token|credential|access[-_]?key)(?!\\w*_at\\b)\\w*[\"']?\\s*[:=]\\s*"
              + "[\"']?[^\\s\"'{])|\\b[0-9a-fA-F]{32,}\\b"
              + "|(?=(?:[A-Za-z+/]*[0-9]){4})(?=[0-9A-Z+/]*[a-z])(?=[0-9a-z+/]*[A-Z])[A-Za-z0-9+/]{32,}");

  static List<RouteFile> files() {
    return RouteFiles.all();
  }

  static List<RouteFile> apis() {
    return RouteFiles.apis();
  }

  static List<RouteFile> shared() {
    return RouteFiles.shared();
  }

  @Test
  void filesAreFound() {
    assertTrue(apis().size() >= 5, () -> apis().toString());
    assertTrue(shared().size() >= 5, () -> shared().toString());
  }

  @ParameterizedTest
  @MethodSource("files")
  void nameOfAFileIsInKebabCase(RouteFile file) {
    assertTrue(KEBAB_CASE.matcher(file.name()).matches(), file.name());
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileBeginsWithASentenceOfItsPurpose(RouteFile file) {
    assertTrue(file.text().startsWith("# "), file.name());
  }

  @ParameterizedTest
  @MethodSource("apis")
  void nameOfAnApiIsTheSameEverywhere(RouteFile file) {
    assertEquals(file.name(), file.sheetBean().get("name"));
    assertEquals(file.name(), file.sheet().get("id"));
    assertEquals(
        Set.of(file.name(), file.name() + "-poll"),
        file.templated().stream().map(one -> one.get("routeId")).collect(Collectors.toSet()));
    file.templated()
        .forEach(one -> assertEquals(file.name(), RouteFiles.arguments(one).get("api")));
  }

  @ParameterizedTest
  @MethodSource("apis")
  void apiIsTickedAndPolled(RouteFile file) {
    Map<Object, Object> templates =
        file.templated().stream()
            .collect(
                Collectors.toMap(one -> one.get("routeId"), one -> one.get("routeTemplateRef")));
    assertEquals(Map.of(file.name(), "tick", file.name() + "-poll", "poll"), templates);
  }

  @ParameterizedTest
  @MethodSource("apis")
  void dataSheetSaysWhatItDescribes(RouteFile file) {
    assertEquals(Api.class.getName(), file.sheetBean().get("type"));
    assertEquals(ApiSheet.class.getName(), file.sheetBean().get("builderClass"));
    for (String required :
        List.of(
            "description",
            "reference",
            "source.vendor",
            "source.vendorName",
            "source.service",
            "source.product",
            "source.operation",
            "source.version",
            "source.resourceType",
            "source.family",
            "request.endpoint",
            "request.path",
            "request.every",
            "paging.style",
            "record.items")) {
      Object value = stated(file, required);
      assertTrue(value != null && !value.toString().isBlank(), file.name() + ": " + required);
    }
    assertFalse(file.sheet().get("description").toString().contains("\n"), file.name());
  }

  private static Object stated(RouteFile file, String key) {
    int dot = key.indexOf('.');
    Map<?, ?> group = dot < 0 ? file.sheet() : (Map<?, ?>) file.sheet().get(key.substring(0, dot));
    return group.get(key.substring(dot + 1));
  }

  @ParameterizedTest
  @MethodSource("apis")
  void dataSheetSpellsEveryPropertyRight(RouteFile file) {
    // A key that is not known is refused.
    Api api = assertDoesNotThrow(() -> Fixtures.api(file.name()));
    assertEquals(file.name(), api.id());
  }

  @ParameterizedTest
  @MethodSource("apis")
  void endpointsAndReferencesAreEncrypted(RouteFile file) {
    for (String name : List.of("request.endpoint", "reference")) {
      String url = stated(file, name).toString();
      assertTrue(url.startsWith("https://"), url);
    }
    assertFalse(file.text().contains("http://"), file.name());
  }

  @ParameterizedTest
  @MethodSource("apis")
  void dataSheetFitsTogether(RouteFile file) {
    Api api = Fixtures.api(file.name());
    assertTrue(
        api.paging().style() != Api.Paging.NUMBER || api.paging().pageSize() > 0,
        "numbered pages need a size");
    assertTrue(
        api.paging().pageSize() <= api.paging().maxPageSize() || api.paging().maxPageSize() == 0,
        "page size");
    assertEquals(api.request().endpoint().contains("{region}"), regionIsInTheHost(api), "region");
    assertEquals(
        api.request().path().contains("{projectId}"),
        api.request().requires().contains("projectId"),
        "project");
    Set<String> keys = new TreeSet<>(api.request().requires());
    keys.removeAll(Set.of("region", "projectId", "users", "members"));
    assertEquals(Set.of(), keys);
  }

  /** What a person is told to paste must be a policy, and allow what is asked for. */
  @ParameterizedTest
  @MethodSource("apis")
  void policyIsJsonThatAllowsTheOperation(RouteFile file) throws IOException {
    Api api = Fixtures.api(file.name());
    if (!api.policy().isEmpty()) {
      String actions = new ObjectMapper().readTree(api.policy()).findValues("Action").toString();
      String others = new ObjectMapper().readTree(api.policy()).findValues("action").toString();
      assertTrue((actions + others).contains(api.source().service() + ":"), api.policy());
      Path page = Path.of("docs/clouds", api.source().vendor().replace("_cloud", "") + ".md");
      Matcher action =
          Pattern.compile("\"(" + api.source().service() + ":\\w[\\w:]*)\"").matcher(api.policy());
      assertTrue(action.find(), api.policy());
      assertTrue(Files.readString(page).contains(action.group(1)), action.group(1));
    }
  }

  private static boolean regionIsInTheHost(Api api) {
    return api.request().requires().contains("region") && api.request().endpoint().contains("{");
  }

  @ParameterizedTest
  @MethodSource("files")
  void templatedRoutePassesExactlyWhatItsTemplateDeclares(RouteFile file) {
    for (Map<?, ?> route : file.templated()) {
      Map<?, ?> template = RouteFiles.templates().get(route.get("routeTemplateRef"));
      assertTrue(template != null, () -> "no template " + route.get("routeTemplateRef"));
      assertEquals(RouteFiles.parameters(template).keySet(), RouteFiles.arguments(route).keySet());
    }
  }

  @Test
  void templateUsesWhatItDeclaresAndDescribesIt() {
    RouteFiles.templates()
        .forEach(
            (id, template) -> {
              Map<String, String> parameters = RouteFiles.parameters(template);
              Set<String> used = new TreeSet<>();
              RouteFiles.eachText(
                  template.get("route"),
                  (key, text) -> {
                    for (Matcher one = PLACEHOLDER.matcher(text); one.find(); ) {
                      used.add(one.group(1));
                    }
                  });
              used.removeIf(name -> name.startsWith("caravan."));
              assertEquals(new TreeSet<>(parameters.keySet()), used, id.toString());
              parameters.forEach(
                  (name, description) -> assertFalse(description.isBlank(), id + ": " + name));
            });
  }

  @ParameterizedTest
  @MethodSource("files")
  void placeholderIsAParameterOrASetting(RouteFile file) {
    Set<String> settings = SettingsFixture.names().properties();
    Set<String> parameters =
        file.templates().stream()
            .flatMap(template -> RouteFiles.parameters(template).keySet().stream())
            .collect(Collectors.toSet());
    RouteFiles.eachText(
        file.yaml(),
        (key, text) -> {
          for (Matcher one = PLACEHOLDER.matcher(text); one.find(); ) {
            String name = one.group(1);
            assertTrue(settings.contains(name) || parameters.contains(name), text);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("shared")
  void sharedRouteSaysWhatItIsFor(RouteFile file) {
    for (Map<?, ?> route : file.parts("route")) {
      assertEquals(true, route.get("description") instanceof String, file.name());
      assertEquals(true, route.get("id") instanceof String, file.name());
    }
  }

  /**
   * What a route cannot handle is reported once: by the route that a timer or a poll begins with. A
   * route called from there must pass its failure on, or it would look like success.
   */
  @ParameterizedTest
  @MethodSource("shared")
  void failureIsReportedWhereAPollOrATimerBegins(RouteFile file) {
    Stream<Map<?, ?>> ofTemplates =
        file.templates().stream().map(template -> (Map<?, ?>) template.get("route"));
    Stream.concat(file.parts("route").stream(), ofTemplates)
        .forEach(
            route -> {
              String uri = ((Map<?, ?>) route.get("from")).get("uri").toString();
              boolean begins =
                  uri.startsWith("timer:")
                      || uri.startsWith("direct:poll-")
                      || uri.equals("direct:retire");
              Object configuration = route.get("routeConfigurationId");
              assertEquals(begins ? "failures" : null, configuration, uri);
              assertEquals(
                  begins ? null : Map.of("noErrorHandler", Map.of()),
                  route.get("errorHandler"),
                  uri);
            });
  }

  @Test
  void everyRouteStartsWithItsFile() {
    for (RouteFile file : shared()) {
      Stream<Map<?, ?>> named =
          Stream.of("route", "routeTemplate", "routeConfiguration")
              .flatMap(part -> file.parts(part).stream());
      assertTrue(named.anyMatch(part -> file.name().equals(part.get("id"))), file.name());
    }
  }

  @Test
  void idsAreUniqueAndInKebabCase() {
    // Given
    List<String> ids = new ArrayList<>();
    for (RouteFile file : shared()) {
      ids.addAll(RouteFiles.ids(file.yaml()));
    }

    // When: templates are filled in as each API fills them in.
    List<String> filledIn = new ArrayList<>();
    for (String id : ids) {
      if (id.contains("{{api}}")) {
        apis().forEach(api -> filledIn.add(id.replace("{{api}}", api.name())));
      } else {
        filledIn.add(id);
      }
    }
    for (RouteFile api : apis()) {
      api.templated().forEach(one -> filledIn.add(one.get("routeId").toString()));
    }

    // Then
    Set<String> once = new HashSet<>();
    assertEquals(List.of(), filledIn.stream().filter(id -> !once.add(id)).toList());
    assertEquals(
        List.of(), filledIn.stream().filter(id -> !KEBAB_CASE.matcher(id).matches()).toList());
    assertTrue(once.size() > 50, once::toString);
  }

  @Test
  void stepsThatMetricsAndTestsNameHaveIds() {
    List<String> ids =
        shared().stream().flatMap(file -> RouteFiles.ids(file.yaml()).stream()).toList();
    for (String step :
        List.of("request", "sign", "fetch", "page", "answer", "split", "compare", "publish")) {
      assertTrue(ids.contains("{{api}}-" + step), step);
    }
    assertTrue(ids.contains("kafka"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void beanThatIsNamedExistsAndHasTheMethod(RouteFile file) {
    Map<String, Class<?>> beans = RouteFiles.beans();
    List<String> missing = new ArrayList<>();
    for (RouteFiles.Use use : uses(file)) {
      Class<?> type = beans.get(use.bean());
      if (type == null) {
        missing.add(use.bean());
      } else if (use.method() != null
          && Arrays.stream(type.getMethods()).noneMatch(m -> m.getName().equals(use.method()))) {
        missing.add(use.bean() + "." + use.method());
      }
    }
    assertEquals(List.of(), missing.stream().distinct().toList());
  }

  /** Every bean a file names; where a template leaves the name open, what each API puts there. */
  private static List<RouteFiles.Use> uses(RouteFile file) {
    List<RouteFiles.Use> uses = new ArrayList<>();
    RouteFiles.eachMap(
        file.yaml(),
        map -> {
          if (map.get("ref") instanceof String bean && !bean.contains("{{")) {
            uses.add(new RouteFiles.Use(bean, methodOf(map)));
          }
          if (map.get("executorService") instanceof String bean) {
            uses.add(new RouteFiles.Use(bean, null));
          }
        });
    RouteFiles.eachText(
        file.yaml(),
        (key, text) -> {
          for (Matcher one = BEAN_IN_TEXT.matcher(text); one.find(); ) {
            String bean = one.group(1) == null ? one.group(3) : one.group(1);
            uses.add(new RouteFiles.Use(bean, one.group(2)));
          }
        });
    file.templated().forEach(route -> uses.addAll(usesOf(route)));
    return uses;
  }

  private static List<RouteFiles.Use> usesOf(Map<?, ?> templatedRoute) {
    Map<String, String> methods = new HashMap<>();
    RouteFiles.eachMap(
        RouteFiles.templates().get(templatedRoute.get("routeTemplateRef")),
        map -> {
          if (map.get("ref") instanceof String bean && bean.startsWith("{{")) {
            methods.put(bean.substring(2, bean.length() - 2), methodOf(map));
          }
        });
    return RouteFiles.arguments(templatedRoute).entrySet().stream()
        .map(one -> new RouteFiles.Use(one.getValue(), methods.get(one.getKey())))
        .toList();
  }

  private static String methodOf(Map<?, ?> step) {
    return step.get("method") instanceof String method ? method.replaceAll("\\(.*", "") : null;
  }

  @ParameterizedTest
  @MethodSource("apis")
  void beansOfAnApiAreWhatTheTemplateAsksFor(RouteFile file) {
    Map<String, Class<?>> beans = RouteFiles.beans();
    Map<String, String> types =
        Map.of(
            "request", "caravan.cloud.RequestBuilder",
            "signer", "caravan.cloud.Signer",
            "errors", "caravan.cloud.ErrorClassifier",
            "normalizer", "caravan.cloud.Normalizer");
    for (Map<?, ?> route : file.templated()) {
      RouteFiles.arguments(route)
          .forEach(
              (name, bean) -> {
                if (types.containsKey(name)) {
                  Class<?> wanted = assertDoesNotThrow(() -> Class.forName(types.get(name)), name);
                  Class<?> found = beans.get(bean);
                  assertTrue(
                      found != null && wanted.isAssignableFrom(found),
                      () -> bean + " is no " + wanted.getSimpleName() + ": " + found);
                }
              });
    }
  }

  @Test
  void routeThatIsSentToExists() {
    // Given
    Set<String> sources = new HashSet<>();
    Set<String> sinks = new HashSet<>();
    for (RouteFile file : files()) {
      RouteFiles.eachMap(
          file.yaml(),
          map -> {
            if (map.get("from") instanceof Map<?, ?> from) {
              sources.add(from.get("uri").toString());
            }
          });
      RouteFiles.eachMap(
          file.yaml(),
          map -> {
            if (map.get("uri") instanceof String uri && uri.startsWith("direct:")) {
              sinks.add(uri);
            }
            if (map.get("method") instanceof String method) {
              Matcher sink = SINK_IN_TEXT.matcher(method);
              while (sink.find()) {
                sinks.add(sink.group(1));
              }
            }
          });
    }

    // Then
    assertTrue(sources.containsAll(sinks), () -> sinks + " are not all among " + sources);
    assertTrue(sinks.contains("direct:poll-{{api}}"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileHoldsNoSecret(RouteFile file) {
    Matcher secret = SECRET.matcher(file.text());
    assertFalse(secret.find(), () -> file.name() + ": " + secret.group());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secretAccessKey: abc",
        "password: \"x\"",
        "securityToken=abc",
        "access_key: a",
        "key: 0123456789abcdef0123456789abcdef",
        "value: q8Zr1LxT0yPq8Zr1LxT0yPq8Zr1LxT0y"
      })
  void secretWouldBeFound(String line) {
    assertTrue(SECRET.matcher(line).find());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: \"{{env:PASSWORD}}\"",
        "value: tencentMongodbClientConnectionsNormalizer",
        "keySerializer: org.apache.kafka.common.serialization.StringSerializer"
      })
  void placeholderAndNameAreNoSecrets(String line) {
    assertFalse(SECRET.matcher(line).find());
  }
}
