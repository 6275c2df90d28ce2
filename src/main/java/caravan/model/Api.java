package caravan.model;

import java.util.List;

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
    RecordSheet record) {

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
    ACCOUNT
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
   * @param endpointStated whether events name the endpoint; false where the vendor's reference
   *     states no host, so that an inferred one is not published as a fact
   * @param path path of the operation; {@code {projectId}} and {@code {resource}} are filled in
   * @param every default period between polls, as a duration text such as {@code 60s}
   * @param requires mandatory target keys, for example {@code users}
   */
  public record RequestSheet(
      String endpoint, boolean endpointStated, String path, String every, List<String> requires) {}

  /**
   * How a listing is paged.
   *
   * @param pageSize default page size; 0 asks for everything in one answer where the vendor offers
   *     that
   * @param maxPageSize accepted by the vendor
   * @param maxOffset accepted by the vendor
   * @param nextMarker path to the marker of the next page, or empty
   */
  public record PagingSheet(
      Paging style, int pageSize, int maxPageSize, int maxOffset, String nextMarker) {}

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
   * @param drop paths inside a row to members that are removed before anything reads the answer; a
   *     list on the way stands for each of its elements
   * @param plain names of members that hold no secret although their names suggest it
   */
  public record RecordSheet(
      String items,
      boolean single,
      List<String> omit,
      String total,
      String pages,
      String requestId,
      List<String> drop,
      List<String> plain) {}

  @Override
  public String toString() {
    return id;
  }
}
