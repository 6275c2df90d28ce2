package caravan.model;

import java.util.Arrays;
import java.util.List;

/**
 * The data sheet of one vendor API. It is written as a bean in the API's route file, so that a new
 * API needs no list or switch in Java: whatever routes are loaded are the APIs there are.
 *
 * <p>A bean with setters rather than a record, because that is what a route file can fill by name.
 */
public final class Api {

  /** How a listing hands out its rows. */
  public enum Paging {
    /** A limit and a record offset. */
    OFFSET,
    /** A page number from one and a page size. */
    NUMBER,
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

  private String id;
  private String description;
  private String vendor;
  private String vendorName;
  private String service;
  private String product;
  private String operation;
  private String version;
  private String resourceType;
  private Family family;
  private String endpoint;
  private boolean endpointStated = true;
  private String path = "/";
  private String every = "60s";
  private double requestsPerSecond;
  private int lockAfter;
  private Paging paging = Paging.NONE;
  private int pageSize;
  private int maxPageSize;
  private int maxOffset = Integer.MAX_VALUE;
  private String items;
  private boolean single;
  private List<String> omit = List.of();
  private String total = "";
  private String pages = "";
  private String requestId = "";
  private List<String> requires = List.of();
  private String reference = "";
  private String policy = "";

  /** Identifier {@code <vendor>-<api>}; also route id, bean prefix and metric tag. */
  public String id() {
    return id;
  }

  /** One sentence for people. */
  public String description() {
    return description;
  }

  /** Vendor as it stands in events, for example {@code huawei_cloud}. */
  public String vendor() {
    return vendor;
  }

  /** Vendor's display name. */
  public String vendorName() {
    return vendorName;
  }

  /** Vendor's service code, for example {@code vpn}. */
  public String service() {
    return service;
  }

  /** Product name as the vendor writes it. */
  public String product() {
    return product;
  }

  /** Operation name: event field {@code source.api}. */
  public String operation() {
    return operation;
  }

  /** Version of the vendor's API: event field {@code source.api_version}. */
  public String version() {
    return version;
  }

  /** Kind of resource a scope belongs to, for example {@code instance}. */
  public String resourceType() {
    return resourceType;
  }

  /** What rows are about. */
  public Family family() {
    return family;
  }

  /** Default endpoint; {@code {region}} stands for the target's region. */
  public String endpoint() {
    return endpoint;
  }

  /**
   * Whether events name the endpoint. False where the vendor's reference states no host, so that an
   * inferred one is not published as a fact.
   */
  public boolean endpointStated() {
    return endpointStated;
  }

  /** Path of the operation; {@code {projectId}} and {@code {resource}} are filled in. */
  public String path() {
    return path;
  }

  /** Default period between polls, as a duration text such as {@code 60s}. */
  public String every() {
    return every;
  }

  /** Vendor's documented limit in requests per second; 0 when none is published. */
  public double requestsPerSecond() {
    return requestsPerSecond;
  }

  /**
   * Refusals in a row that a key survives; the vendor locks it at the next. 0 when it never does.
   */
  public int lockAfter() {
    return lockAfter;
  }

  /** How rows are paged. */
  public Paging paging() {
    return paging;
  }

  /** Default page size; 0 asks for everything in one answer where the vendor offers that. */
  public int pageSize() {
    return pageSize;
  }

  /** Largest page size the vendor accepts. */
  public int maxPageSize() {
    return maxPageSize;
  }

  /** Largest record offset the vendor accepts. */
  public int maxOffset() {
    return maxOffset;
  }

  /** Dotted path from the root of an answer to its rows. */
  public String items() {
    return items;
  }

  /** Whether the object at {@link #items()} is itself the only row. */
  public boolean single() {
    return single;
  }

  /** Members of a single row that belong to the envelope. */
  public List<String> omit() {
    return omit;
  }

  /** Dotted path to the declared number of rows; empty when the vendor states none. */
  public String total() {
    return total;
  }

  /** Dotted path to the declared number of pages; empty when the vendor states none. */
  public String pages() {
    return pages;
  }

  /** Dotted path to the vendor's request id; empty when there is none. */
  public String requestId() {
    return requestId;
  }

  /** Target keys this API cannot do without, for example {@code projectId} or {@code users}. */
  public List<String> requires() {
    return requires;
  }

  /** Vendor page this sheet was written from. */
  public String reference() {
    return reference;
  }

  /**
   * The permission it needs as the vendor's policy text, JSON that can be pasted; empty when none
   * is known.
   */
  public String policy() {
    return policy;
  }

  /** See {@link #id()}. */
  public void setId(String value) {
    id = value;
  }

  /** See {@link #description()}. */
  public void setDescription(String value) {
    description = value;
  }

  /** See {@link #vendor()}. */
  public void setVendor(String value) {
    vendor = value;
  }

  /** See {@link #vendorName()}. */
  public void setVendorName(String value) {
    vendorName = value;
  }

  /** See {@link #service()}. */
  public void setService(String value) {
    service = value;
  }

  /** See {@link #product()}. */
  public void setProduct(String value) {
    product = value;
  }

  /** See {@link #operation()}. */
  public void setOperation(String value) {
    operation = value;
  }

  /** See {@link #version()}. */
  public void setVersion(String value) {
    version = value;
  }

  /** See {@link #resourceType()}. */
  public void setResourceType(String value) {
    resourceType = value;
  }

  /** See {@link #family()}. */
  public void setFamily(Family value) {
    family = value;
  }

  /** See {@link #endpoint()}. */
  public void setEndpoint(String value) {
    endpoint = value;
  }

  /** See {@link #endpointStated()}. */
  public void setEndpointStated(boolean value) {
    endpointStated = value;
  }

  /** See {@link #path()}. */
  public void setPath(String value) {
    path = value;
  }

  /** See {@link #every()}. */
  public void setEvery(String value) {
    every = value;
  }

  /** See {@link #requestsPerSecond()}. */
  public void setRequestsPerSecond(double value) {
    requestsPerSecond = value;
  }

  /** See {@link #lockAfter()}. */
  public void setLockAfter(int value) {
    lockAfter = value;
  }

  /** See {@link #paging()}. */
  public void setPaging(Paging value) {
    paging = value;
  }

  /** See {@link #pageSize()}. */
  public void setPageSize(int value) {
    pageSize = value;
  }

  /** See {@link #maxPageSize()}. */
  public void setMaxPageSize(int value) {
    maxPageSize = value;
  }

  /** See {@link #maxOffset()}. */
  public void setMaxOffset(int value) {
    maxOffset = value;
  }

  /** See {@link #items()}. */
  public void setItems(String value) {
    items = value;
  }

  /** See {@link #single()}. */
  public void setSingle(boolean value) {
    single = value;
  }

  /** See {@link #omit()}; names are separated by commas. */
  public void setOmit(String value) {
    omit = names(value);
  }

  /** See {@link #total()}. */
  public void setTotal(String value) {
    total = value;
  }

  /** See {@link #pages()}. */
  public void setPages(String value) {
    pages = value;
  }

  /** See {@link #requestId()}. */
  public void setRequestId(String value) {
    requestId = value;
  }

  /** See {@link #requires()}; names are separated by commas. */
  public void setRequires(String value) {
    requires = names(value);
  }

  /** See {@link #reference()}. */
  public void setReference(String value) {
    reference = value;
  }

  /** See {@link #policy()}. */
  public void setPolicy(String value) {
    policy = value.strip();
  }

  @Override
  public String toString() {
    return id;
  }

  private static List<String> names(String value) {
    return Arrays.stream(value.split(",")).map(String::trim).filter(n -> !n.isEmpty()).toList();
  }
}
