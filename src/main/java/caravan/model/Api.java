package caravan.model;

import java.util.List;
import java.util.Map;

/**
 * The data sheet of one vendor API. It is a bean in the API's route file, so a new API needs no
 * list or switch in Java: the loaded routes are the APIs there are. {@link ApiSheet} builds it.
 *
 * @param id identifier {@code <vendor>-<api>}; also route id, bean prefix and metric tag
 * @param description one sentence for people
 * @param reference vendor page this sheet was written from, or empty
 * @param policy the permission it needs as the vendor's policy text, JSON that can be pasted; empty
 *     when none is known
 * @param source what events say about where they come from
 * @param request where and how often to ask
 * @param paging how a listing is paged
 * @param limits what the vendor allows
 * @param record where an answer holds its rows
 * @param row what a row becomes
 * @param errors error codes of this API by their class, looked up before the cloud's own; a code
 *     that ends in a star stands for all that begin so
 */
public record Api(
    String id,
    String description,
    String reference,
    String policy,
    SourceSheet source,
    RequestSheet request,
    PagingSheet paging,
    LimitsSheet limits,
    RecordSheet record,
    RowSheet row,
    Map<Failure, List<String>> errors) {

  /** How a listing hands out its rows. */
  public enum Paging {
    /** A limit and a record offset. */
    OFFSET,
    /** A page number from one and a page size. */
    NUMBER,
    /** A marker that the page before states. */
    MARKER,
    /** One answer holds everything. */
    NONE
  }

  /** What a row of the listing is about. */
  public enum Family {
    /** A client connection, kinds {@code connection.*}. */
    CONNECTION,
    /** The transport security of an endpoint, kinds {@code endpoint.*}. */
    ENDPOINT,
    /** An account that may connect, kinds {@code account.*}. */
    ACCOUNT,
    /** A resource that there is, kinds {@code resource.*}: the listing is a catalogue. */
    RESOURCE
  }

  /** What a resource is. */
  public enum ResourceKind {
    /** A database that the vendor runs. */
    DATABASE,
    /** The cloud's end of remote-access tunnels. */
    VPN_GATEWAY
  }

  /**
   * What events say about where they come from.
   *
   * @param vendor for example {@code huawei_cloud}
   * @param service vendor's service code, for example {@code vpn}
   * @param operation event field {@code source.api}
   * @param version event field {@code source.api_version}
   * @param resourceType kind of resource a scope belongs to, for example {@code instance}
   * @param engine what runs there, for example {@code mongodb} or {@code vpn}; empty when the API
   *     serves several
   * @param engineStated whether events name the engine; false where the events of an API were in
   *     use before the contract had a place for it, so that they stay as they are
   */
  public record SourceSheet(
      String vendor,
      String vendorName,
      String service,
      String product,
      String operation,
      String version,
      String resourceType,
      Family family,
      String engine,
      ResourceKind resourceKind,
      boolean engineStated) {

    /** Event field {@code resource.engine}, or null. */
    public String publishedEngine() {
      return engineStated && !engine.isEmpty() ? engine : null;
    }
  }

  /**
   * Where and how often to ask.
   *
   * @param endpoint default endpoint; {@code {region}} stands for the target's region
   * @param endpoints regions whose endpoint is another one, by that endpoint
   * @param endpointStated whether events name the endpoint; false where the vendor's reference
   *     states no host, so that an inferred one is not published as a fact
   * @param path path of the operation; {@code {projectId}} and {@code {resource}} are filled in
   * @param every default period between polls, as a duration text such as {@code 60s}
   * @param requires mandatory target keys, for example {@code users}
   * @param parameters what is asked, by the vendor's names, as {@link Scope#fill} fills it; the
   *     cloud knows whether it travels as JSON, in the query or in the path
   * @param headers further headers, one {@code Name: value} a line, filled likewise
   * @param page the vendor's names of the parameters of paging
   * @param catalogue id of the API that lists the resources of this one, or empty
   * @param memberCatalogue id of the API that lists their members, or empty: accounts of a resource
   *     by their names, or what its catalogue states as members
   */
  public record RequestSheet(
      String endpoint,
      Map<String, List<String>> endpoints,
      boolean endpointStated,
      String path,
      String every,
      List<String> requires,
      Map<String, String> parameters,
      String headers,
      PageSheet page,
      String catalogue,
      String memberCatalogue) {

    /** The endpoint for a region. */
    String endpoint(String region) {
      return endpoints.entrySet().stream()
          .filter(one -> one.getValue().contains(region))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseGet(() -> endpoint.replace("{region}", region));
    }
  }

  /**
   * The vendor's names of the parameters of paging; empty where it has none.
   *
   * @param size how many rows a page may have
   * @param offset where the page begins, from 0
   * @param number which page, from 1
   * @param marker what the page before stated as the next one's marker
   */
  public record PageSheet(String size, String offset, String number, String marker) {}

  /**
   * How a listing is paged.
   *
   * @param pageSize default page size; 0 asks for everything in one answer where the vendor offers
   *     that
   * @param minPageSize accepted by the vendor
   * @param maxPageSize accepted by the vendor
   * @param maxOffset accepted by the vendor
   * @param nextMarker path to the marker of the next page, or empty
   */
  public record PagingSheet(
      Paging style,
      int pageSize,
      int minPageSize,
      int maxPageSize,
      int maxOffset,
      String nextMarker) {}

  /**
   * What the vendor allows.
   *
   * @param requestsPerSecond documented limit; 0 when none is published
   * @param lockAfter refusals in a row after which the vendor locks a key at the next one; 0 for
   *     never
   */
  public record LimitsSheet(double requestsPerSecond, int lockAfter) {}

  /**
   * Where an answer holds its rows; paths are dotted and start at the root of the answer.
   *
   * @param items path to the rows
   * @param single whether the object there is itself the only row
   * @param omit members of a single row that belong to the envelope
   * @param total path to the declared number of rows, or empty
   * @param pages path to the declared number of pages, or empty
   * @param requestId path to the vendor's request id, or empty
   */
  public record RecordSheet(
      String items,
      boolean single,
      List<String> omit,
      String total,
      String pages,
      String requestId) {}

  /**
   * What a row becomes.
   *
   * @param subject what tells a row from others of its resource: path segments, of which {@code
   *     {name}} is the text of a vendor's field, {@code {name:address}} its canonical address,
   *     {@code {name:epoch}} its time in seconds, and {@code {member}} the scope's
   * @param start event path of the time that begins another life of the subject; empty for none
   * @param fields where each event path comes from; what type it has the path says
   * @param roles where an account's roles are
   * @param superuser what makes an account a superuser
   * @param tags where a resource's tags are
   * @param members where the members of a resource are
   * @param skip rows that are no records
   * @param known fields of the vendor that are deliberately not mapped
   * @param drop paths inside a row to members that are removed before anything reads the answer; a
   *     list on the way stands for each of its elements
   * @param plain names of members that hold no secret although their names suggest it
   */
  public record RowSheet(
      String subject,
      String start,
      Map<String, FieldSheet> fields,
      RolesSheet roles,
      SuperuserSheet superuser,
      TagsSheet tags,
      MembersSheet members,
      SkipSheet skip,
      List<String> known,
      List<String> drop,
      List<String> plain) {}

  /**
   * Where the value of an event path comes from; written as a text it is {@code from} alone.
   *
   * @param from dotted path of the vendor's field in the row
   * @param constant the value itself, in place of {@code from}; filled as parameters are
   * @param required whether a row without it, or with an unreadable one, is no record
   * @param role of an address: {@code peer}, {@code overlay} or {@code unspecified}
   * @param port field that holds the port of an address
   * @param capture pattern with one group, which is taken of a text that matches it whole
   * @param whenTrue values that mean yes, where the vendor has no JSON boolean
   * @param whenFalse values that mean no
   */
  public record FieldSheet(
      String from,
      String constant,
      boolean required,
      String role,
      String port,
      String capture,
      List<String> whenTrue,
      List<String> whenFalse) {}

  /**
   * Where an account's roles are.
   *
   * @param from path of a list of roles, or of the only role as text; empty if none are stated
   * @param role member of an entry that names the role; empty where {@code from} is a text
   * @param database member that names the role's database, or {@code -} or {@code *} as a constant
   * @param table role by the vendor's value; empty if the value is the role
   * @param without values that grant nothing
   */
  public record RolesSheet(
      String from, String role, String database, Map<String, String> table, List<String> without) {}

  /**
   * What makes an account a superuser; written as a text it is the rule alone.
   *
   * @param rule {@code mongodb} by its roles, {@code values} by a field, {@code true}, {@code
   *     false} or {@code unknown}
   * @param from the field
   * @param values values of it that mean a superuser
   */
  public record SuperuserSheet(String rule, String from, List<String> values) {}

  /**
   * Where a resource's tags are.
   *
   * @param from path of a list; empty if none are stated
   * @param key member of an entry that names the tag
   * @param value member that holds its value
   */
  public record TagsSheet(String from, String key, String value) {}

  /**
   * Where the members of a resource are; written as a text it is the path alone.
   *
   * @param from path to an id; a list on the way stands for each of its elements
   * @param without elements on the way that are left out: values by the path of what has them
   */
  public record MembersSheet(String from, Map<String, List<String>> without) {}

  /**
   * Rows that are no records, for example a server's own threads.
   *
   * @param from field that decides; empty to skip none
   * @param values values of it that mean no record; without any, one that is missing, null or empty
   */
  public record SkipSheet(String from, List<String> values) {}

  /** Whether it lists resources instead of asking one. */
  public boolean isCatalogue() {
    return source.family() == Family.RESOURCE;
  }

  /** Whether it is another version of the same call, about the same resources. */
  public boolean isVersionOf(Api other) {
    return !id.equals(other.id)
        && source.vendor().equals(other.source.vendor())
        && source.service().equals(other.source.service())
        && source.operation().equals(other.source.operation())
        && source.resourceType().equals(other.source.resourceType());
  }

  @Override
  public String toString() {
    return id;
  }
}
