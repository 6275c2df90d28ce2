package caravan.simulator;

import caravan.model.Credential;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One vendor's front door: knows its own calls, checks them as the vendor does and answers them by
 * the sheets of its APIs.
 */
abstract class Cloud {

  private final String vendor;
  private final Clouds clouds;
  private final Gate gate;

  Cloud(String vendor, Clouds clouds, Gate gate) {
    this.vendor = vendor;
    this.clouds = clouds;
    this.gate = gate;
  }

  /** Whether a call is meant for this vendor, whatever it asks for. */
  abstract boolean owns(Call call);

  /** The API that is called, or null. */
  abstract Sheet sheet(Call call);

  /**
   * Checks and answers a call.
   *
   * @param call call that is meant for this vendor
   * @param now time by the vendor's clock
   */
  abstract Answer answer(Call call, Instant now);

  /** What the vendor says of a parameter that is not there. */
  abstract Refusal missing(String parameter);

  /** What the vendor says of a parameter that cannot be. */
  abstract Refusal invalid(Sheet sheet, String parameter);

  /** What the vendor says of a resource that does not exist. */
  abstract Refusal notFound(Sheet sheet);

  /** What the vendor says of a project that is not the account's. */
  Refusal foreign(Sheet sheet) {
    return notFound(sheet);
  }

  /** Rows of a page where none are asked for. */
  int usualSize(boolean paged) {
    return 10;
  }

  /** Whether a page that is too large is made smaller instead of refused. */
  boolean lowersSizes() {
    return false;
  }

  final Sheet sheet(Predicate<Sheet> called) {
    return clouds.sheets(vendor).filter(called).findFirst().orElse(null);
  }

  /** The API with an operation, in the version that is asked for if there is that one. */
  final Sheet operation(String name, String version) {
    Predicate<Sheet> named = sheet -> sheet.api().source().operation().equals(name);
    Sheet exact = sheet(named.and(one -> one.api().source().version().equals(version)));
    return exact == null ? sheet(named) : exact;
  }

  final Account<? extends Resource> signer(String accessKeyId) {
    return clouds.signer(vendor, accessKeyId);
  }

  /** What a call has to be signed with: what was handed out with a role, or the account's own. */
  final Credential credential(Account<?> account, String accessKeyId) {
    Roles.Grant grant = clouds.roles().grant(accessKeyId);
    return grant == null ? account.credential() : grant.credential();
  }

  /** Whether a call carries the token of a credential that has not ended. */
  final boolean hasToken(Credential credential, String token, Instant now) {
    Roles.Grant grant = clouds.roles().grant(credential.accessKeyId());
    return !credential.temporary()
        || credential.securityToken().equals(token) && (grant == null || grant.lives(now));
  }

  final boolean admits(Sheet sheet, Account<?> account) {
    return gate.admits(sheet.api().id(), account.id());
  }

  final int limit(Sheet sheet) {
    return gate.limit(sheet.api().id());
  }

  /** The answer to a call that may be made. */
  final ObjectNode list(
      Sheet sheet,
      Call call,
      Account<? extends Resource> account,
      Map<String, String> parameters,
      String requestId)
      throws Refusal {
    List<String> missing = new ArrayList<>();
    Map<String, String> scope = sheet.scope(call, parameters, missing);
    if (!missing.isEmpty()) {
      throw missing(missing.get(0));
    }
    List<ObjectNode> rows = new ArrayList<>();
    Sheet catalogue = clouds.catalogue(sheet);
    if (catalogue == null) {
      for (Resource resource : resources(sheet, account, scope)) {
        rows.addAll(resource.rows(sheet.list(), scope.get("member")));
      }
    } else {
      rows.addAll(catalogued(catalogue, account, scope));
    }
    return sheet.answer(page(sheet, parameters, rows), requestId);
  }

  /** The resource that is asked for; where the call names none, all that have such a list. */
  private List<? extends Resource> resources(
      Sheet sheet, Account<? extends Resource> account, Map<String, String> scope) throws Refusal {
    String project = scope.get("projectId");
    Predicate<Resource> inProject =
        one -> project == null || Objects.equals(one.projectId(), project);
    if (!account.all().isEmpty() && account.all().stream().noneMatch(inProject)) {
      throw foreign(sheet);
    }
    Resource named = account.find(scope.getOrDefault("resource", ""));
    Stream<? extends Resource> found =
        scope.containsKey("resource")
            ? Stream.ofNullable(named)
            : account.all().stream().filter(one -> one.has(sheet.list()));
    List<? extends Resource> resources = found.filter(inProject).toList();
    if (resources.isEmpty()) {
      throw notFound(sheet);
    }
    return resources;
  }

  /** What a catalogue lists: the resources that other calls read, or the members of one. */
  private List<ObjectNode> catalogued(
      Sheet sheet, Account<? extends Resource> account, Map<String, String> scope) throws Refusal {
    List<String> lists = clouds.listings(sheet).stream().map(Sheet::list).toList();
    List<ObjectNode> rows = new ArrayList<>();
    if (sheet.api().request().path().contains("{resource}")
        || sheet.api().request().parameters().containsValue("{resource}")) {
      Resource resource = account.find(scope.getOrDefault("resource", ""));
      if (resource == null) {
        throw notFound(sheet);
      }
      lists.stream()
          .flatMap(list -> resource.members(list).stream())
          .distinct()
          .forEach(member -> rows.add(sheet.row(member, resource.allows(member), List.of())));
      return rows;
    }
    String project = scope.get("projectId");
    for (String id : account.ids()) {
      Resource resource = account.find(id);
      if (lists.stream().anyMatch(resource::has)
          && (project == null || Objects.equals(resource.projectId(), project))) {
        List<String> members =
            lists.stream().flatMap(list -> resource.members(list).stream()).distinct().toList();
        rows.add(sheet.row(id, resource.runs(), members));
      }
    }
    return rows;
  }

  private Sheet.Page page(Sheet sheet, Map<String, String> parameters, List<ObjectNode> rows)
      throws Refusal {
    var names = sheet.api().request().page();
    var bounds = sheet.api().paging();
    int usual =
        usualSize(Stream.of(names.size(), names.offset()).anyMatch(parameters::containsKey));
    int size =
        number(sheet, parameters, names.size(), usual, bounds.minPageSize(), bounds.maxPageSize());
    long from =
        switch (bounds.style()) {
          case OFFSET -> number(sheet, parameters, names.offset(), 0, 0, bounds.maxOffset());
          case NUMBER ->
              (number(sheet, parameters, names.number(), 1, 1, Integer.MAX_VALUE) - 1L) * size;
          case MARKER -> number(sheet, parameters, names.marker(), 0, 1, Integer.MAX_VALUE);
          case NONE -> {
            size = Integer.MAX_VALUE;
            yield 0;
          }
        };
    return new Sheet.Page(
        rows.stream().skip(from).limit(size).toList(),
        rows.size(),
        (int) ((rows.size() + size - 1L) / size),
        size,
        (int) (from / size) + 1,
        from + size < rows.size() ? Long.toString(from + size) : null);
  }

  private int number(
      Sheet sheet, Map<String, String> parameters, String name, int otherwise, int least, int most)
      throws Refusal {
    String text = parameters.getOrDefault(name, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (lowersSizes() && value > most) {
        return most;
      }
      if (value >= least && value <= most) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      throw invalid(sheet, name);
    }
    throw invalid(sheet, name);
  }
}
