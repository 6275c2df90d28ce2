package caravan.cloud.sheet;

import caravan.model.Api;
import caravan.model.Mistake;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a data sheet must not say, beside its rows: where requests go, and how pages are asked for.
 */
public final class SheetRules {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)\\}");
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern PATH = Pattern.compile("(/[\\w.~{}:-]+)*/?");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*:\\P{Cntrl}*");
  private static final Pattern ENGINE = Pattern.compile("[a-z0-9_]*");

  /** Headers of the schemes and of HTTP itself, by their beginnings in lower case. */
  private static final List<String> OTHERS_HEADERS =
      List.of(
          "authorization",
          "host",
          "content-",
          "transfer-",
          "connection",
          "cookie",
          "proxy-",
          "accept-encoding",
          "expect",
          "upgrade",
          "te:",
          "trailer",
          "x-tc-",
          "x-acs-",
          "x-sdk-",
          "x-project-id",
          "x-security-token",
          "ctyun-eop-",
          "eop-");

  private static final Set<String> REQUIRABLE = Set.of("region", "projectId", "members", "users");

  private static final Set<String> OF_ERRORS =
      Set.of(
          "Code", "Message", "code", "message", "error_code", "error_msg", "Error", "statusCode");

  /** Resource type of every catalogue, so that no other listing of the call has its scopes. */
  private static final String CATALOGUE = "catalogue";

  private final Api api;
  private final Consumer<Mistake> mistakes;

  private SheetRules(Api api, Consumer<Mistake> mistakes) {
    this.api = api;
    this.mistakes = mistakes;
  }

  /** Tells what is wrong with a sheet whose values could be read. */
  public static void check(Api api, Consumer<Mistake> mistakes) {
    SheetRules rules = new SheetRules(api, mistakes);
    rules.checkAddresses();
    rules.checkRequired();
    rules.checkParameters();
    rules.checkPaging();
    rules.checkNames();
    rules.checkCatalogue();
    MappingCompiler.compile(api, mistakes);
  }

  /**
   * Tells whether the catalogues that a sheet names are there and fit.
   *
   * @param all every API by its id
   */
  public static void checkCatalogues(Api api, Map<String, Api> all, Consumer<Mistake> mistakes) {
    SheetRules rules = new SheetRules(api, mistakes);
    rules.checkNamed("request.catalogue", api.request().catalogue(), all, Api::isCatalogue);
    rules.checkNamed(
        "request.memberCatalogue", api.request().memberCatalogue(), all, SheetRules::listsMembers);
  }

  /** Accounts of a resource are members of it, by their names. */
  private static boolean listsMembers(Api other) {
    return other.isCatalogue()
        ? !other.row().members().from().isEmpty()
        : other.source().family() == Api.Family.ACCOUNT;
  }

  private void checkNamed(String key, String id, Map<String, Api> all, Predicate<Api> fits) {
    Api named = all.get(id);
    if (named == null) {
      // Not loaded here; only a target that finds its resources needs it.
      return;
    }
    if (!named.source().vendor().equals(api.source().vendor())) {
      mistake(key, id + " is an API of another vendor", "Write one of this vendor.");
    } else if (!fits.test(named)) {
      mistake(
          key,
          id + " does not list what is asked for here",
          "Write an API of the family RESOURCE; for members, one with row.members or of the family"
              + " ACCOUNT.");
    }
  }

  private void checkCatalogue() {
    List<String> requires = api.request().requires();
    boolean ofMembers = requires.contains("members") || requires.contains("users");
    if (!api.request().memberCatalogue().isEmpty() && !ofMembers) {
      mistake(
          "request.memberCatalogue",
          "the API asks for no members",
          "Remove the key, or write members under request.requires.");
    }
    if (!api.isCatalogue()) {
      return;
    }
    if (!api.request().catalogue().isEmpty() || ofMembers) {
      mistake(
          "request",
          "a catalogue lists a region or a project",
          "Remove catalogue, and members and users from requires.");
    }
    if (!requires.contains("region")) {
      mistake(
          "request.requires",
          "a catalogue without a project is named by its region",
          "Write region.");
    }
    if (!api.source().resourceType().equals(CATALOGUE)) {
      mistake(
          "source.resourceType",
          "the scope of a catalogue is the list itself",
          "Write " + CATALOGUE + ".");
    }
  }

  private void mistake(String key, String message, String remedy) {
    mistakes.accept(new Mistake(key, message, remedy));
  }

  private void checkAddresses() {
    checkEndpoint("request.endpoint", api.request().endpoint());
    api.request().endpoints().keySet().forEach(one -> checkEndpoint("request.endpoints", one));
    String path = api.request().path();
    if (path.isEmpty() || !PATH.matcher(path).matches() || path.contains("..")) {
      mistake(
          "request.path",
          "the path leads elsewhere",
          "Begin with a slash; use names, dots, dashes and placeholders only.");
    }
    checkPlaceholders("request.path", path);
  }

  private void checkEndpoint(String key, String endpoint) {
    String host = endpoint.replace("{region}", "region");
    boolean fits;
    try {
      URI uri = URI.create(host);
      fits =
          "https".equals(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && host.equals("https://" + uri.getAuthority());
    } catch (IllegalArgumentException unreadable) {
      fits = false;
    }
    if (!fits) {
      mistake(
          key,
          "not the address of a vendor",
          "Write https:// and a host, in which {region} may stand.");
    }
  }

  private void checkParameters() {
    api.request()
        .parameters()
        .forEach((name, text) -> checkPlaceholders("request.parameters." + name, text));
    api.request()
        .headers()
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              String name = line.toLowerCase(Locale.ROOT);
              if (!HEADER.matcher(line).matches()) {
                mistake("request.headers", "a line is no header", "Write lines of Name: value.");
              } else if (OTHERS_HEADERS.stream().anyMatch(name::startsWith)) {
                mistake(
                    "request.headers",
                    "the cloud's own code sets " + line.substring(0, line.indexOf(':')),
                    "Remove the line.");
              }
              checkPlaceholders("request.headers", line);
            });
  }

  private void checkRequired() {
    api.request().requires().stream()
        .filter(key -> !REQUIRABLE.contains(key))
        .forEach(
            key ->
                mistake(
                    "request.requires",
                    "targets have no key " + key,
                    "Write some of region, projectId, members and users."));
  }

  /** What nothing fills would go to the vendor as it is, or empty. */
  private void checkPlaceholders(String key, String text) {
    List<String> requires = api.request().requires();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      boolean filled =
          switch (placeholder.group(1)) {
            case "resource" -> true;
            case "region" -> requires.contains("region") || key.equals("request.headers");
            case "projectId" -> requires.contains("projectId");
            case "member" -> requires.contains("members") || requires.contains("users");
            default -> false;
          };
      if (!filled) {
        mistake(
            key,
            "nothing fills " + placeholder.group(),
            "Write {region}, {projectId}, {resource} or {member}, and name the target's key under"
                + " request.requires.");
      }
    }
  }

  private void checkPaging() {
    Api.PagingSheet paging = api.paging();
    Api.PageSheet page = api.request().page();
    if (paging.style() == Api.Paging.NONE) {
      return;
    }
    if (paging.pageSize() > paging.maxPageSize()
        || paging.pageSize() > 0 && paging.pageSize() < paging.minPageSize()) {
      mistake(
          "paging.pageSize",
          "not a size that the vendor takes",
          "Write one from paging.minPageSize to paging.maxPageSize.");
    }
    String which =
        switch (paging.style()) {
          case OFFSET -> page.offset().isEmpty() ? "offset" : "";
          case NUMBER -> page.number().isEmpty() ? "number" : "";
          case MARKER -> page.marker().isEmpty() ? "marker" : "";
          case NONE -> "";
        };
    Stream.of(which, page.size().isEmpty() ? "size" : "")
        .filter(name -> !name.isEmpty())
        .forEach(
            name ->
                mistake(
                    "request.page." + name,
                    "pages of the style " + paging.style() + " need it",
                    "Write the vendor's name of the parameter."));
    if (paging.style() == Api.Paging.MARKER
        && (paging.nextMarker().isEmpty() || paging.pageSize() == 0)) {
      mistake(
          "paging.nextMarker",
          "nothing leads to the next page",
          "Write the path of the marker in an answer, and a page size.");
    }
  }

  private void checkNames() {
    if (!ID.matcher(api.id()).matches()) {
      mistake("id", "not an id", "Write words of a-z and 0-9 with dashes between them.");
    }
    if (!ENGINE.matcher(api.source().engine()).matches()) {
      mistake("source.engine", "not the name of an engine", "Write for example mysql.");
    }
    api.row().drop().stream()
        .map(path -> path.substring(path.lastIndexOf('.') + 1))
        .filter(OF_ERRORS::contains)
        .forEach(
            name ->
                mistake("row.drop", name + " is where errors are told", "Leave it in the answer."));
    api.row().known().stream()
        .filter(name -> api.row().fields().values().stream().anyMatch(f -> f.from().equals(name)))
        .forEach(
            name -> mistake("row.known", name + " is mapped to an event", "Remove one of both."));
    boolean tellsApart = api.row().subject().replace("{member}", "").indexOf('{') >= 0;
    if (!api.record().single() && !tellsApart) {
      mistake(
          "row.subject",
          "all rows of a list would be the same subject",
          "Add a field that tells them apart, for example account/{name}.");
    }
  }
}
