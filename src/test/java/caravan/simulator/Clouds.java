package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.DocumentDatabase.Role;
import caravan.simulator.MongoInstance.Ssl;
import caravan.simulator.VpnGateway.VpnConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Everything the four vendors know: accounts, who may sign for them, and their resources with what
 * is connected now. Tests and {@link Life} change it while it is being listed.
 *
 * <p>All credentials are invented and say so.
 */
public final class Clouds {

  /** Credential of the first Tencent account. */
  public static final Credential TENCENT_CREDENTIAL =
      new Credential(
          "AKIDEXAMPLE0000000000000000000000000", "SKEXAMPLE00000000000000000000000", null);

  /** Credential of the first Alibaba account. */
  public static final Credential ALIBABA_CREDENTIAL =
      new Credential("LTAIEXAMPLE0000000000000", "SKEXAMPLE0000000000000000000000", null);

  /** Credential of the first Huawei account. */
  public static final Credential HUAWEI_CREDENTIAL =
      new Credential("HWAKEXAMPLE000000000", "HWSKEXAMPLE0000000000000000000000000000", null);

  /** Credential of the first CTYun account. */
  public static final Credential CTYUN_CREDENTIAL =
      new Credential("0123456789abcdefEXAMPLEAK0000000", "fedcba9876543210EXAMPLESK0000000", null);

  /** Tencent instances of {@link #sample}. */
  public static final List<String> TENCENT_INSTANCES = List.of("cmgo-eqmoaxxx", "cmgo-p8vnxxxx");

  /** Alibaba gateways of {@link #sample}. */
  public static final List<String> ALIBABA_GATEWAYS = List.of("sag-wfjgnxxxx", "sag-k2m4pxxxx");

  /** Users on each Alibaba gateway of {@link #sample}. */
  public static final List<String> ALIBABA_USERS = List.of("doctest", "lin.mei", "o.fischer");

  /** Huawei project of {@link #sample}. */
  public static final String HUAWEI_PROJECT = "7c6f2d1e0b9a48d3a5f4e3d2c1b0a987";

  /** Huawei gateways of {@link #sample}. */
  public static final List<String> HUAWEI_GATEWAYS =
      List.of("b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7", "5e0f3c77-9d1b-4c1e-8a55-0d6c2b7f9e21");

  /** The member of lists that are made from examples, where targets have to name one. */
  private static final String MEMBER = "member-1";

  /** CTYun instances of {@link #sample}. */
  public static final List<String> CTYUN_INSTANCES =
      List.of("f3687b55b1ce4cb1b781fb567b12ab0b", "60d420bffb394397b4303be871a481e3");

  private final List<Account<MongoInstance>> tencent = new CopyOnWriteArrayList<>();
  private final List<Account<AccessGateway>> alibaba = new CopyOnWriteArrayList<>();
  private final List<Account<VpnGateway>> huawei = new CopyOnWriteArrayList<>();
  private final List<Account<DocumentDatabase>> ctyun = new CopyOnWriteArrayList<>();
  private final Map<String, List<? extends Account<? extends Resource>>> byVendor =
      Map.of(
          "tencent_cloud",
          tencent,
          "alibaba_cloud",
          alibaba,
          "huawei_cloud",
          huawei,
          "ctyun",
          ctyun);
  private final Map<String, Sheet> sheets = new ConcurrentSkipListMap<>();
  private final List<Listed> listed = new CopyOnWriteArrayList<>();
  private final Roles roles = new Roles();

  /** One account per vendor, with the credentials above and no resources. */
  public Clouds() {
    Sheet.all().forEach(sheet -> sheets.put(sheet.api().id(), sheet));
    addTencent("1250000000", TENCENT_CREDENTIAL);
    addAlibaba("1234567890123456", ALIBABA_CREDENTIAL);
    addHuawei("0a1b2c3d4e5f60718293a4b5c6d7e8f9", HUAWEI_CREDENTIAL);
    addCtyun("ct-000001", CTYUN_CREDENTIAL);
  }

  /** Everything that can be called, in the order of the ids. */
  public List<Sheet> sheets() {
    return inOrder().toList();
  }

  Stream<Sheet> sheets(String vendor) {
    return inOrder().filter(one -> one.api().source().vendor().equals(vendor));
  }

  /** Catalogues come last: where one asks the call of another sheet, that one is meant. */
  private Stream<Sheet> inOrder() {
    return sheets.values().stream().sorted(Comparator.comparing(one -> one.api().isCatalogue()));
  }

  /** The listings whose resources, or members, a catalogue lists; none if it is no catalogue. */
  List<Sheet> listings(Sheet catalogue) {
    String id = catalogue.api().id();
    return sheets.values().stream()
        .filter(
            one ->
                one.api().request().catalogue().equals(id)
                    || one.api().request().memberCatalogue().equals(id))
        .toList();
  }

  /** The catalogue that a call reads: its own sheet, or another one of the same call; or null. */
  Sheet catalogue(Sheet called) {
    return sheets.values().stream()
        .filter(one -> one == called || one.api().source().vendor().equals(vendor(called)))
        .filter(one -> one == called || one.list().equals(called.list()))
        .filter(one -> !listings(one).isEmpty())
        .findFirst()
        .orElse(null);
  }

  private static String vendor(Sheet sheet) {
    return sheet.api().source().vendor();
  }

  /** One API by its id. */
  public Sheet sheet(String api) {
    return sheets.get(api);
  }

  /** The account of a vendor that targets without another one are of. */
  public Account<? extends Resource> first(String vendor) {
    return byVendor.get(vendor).get(0);
  }

  /** Accounts by which the simulator is asked, one for each vendor, by the vendor. */
  public Map<String, Account<? extends Resource>> firsts() {
    Map<String, Account<? extends Resource>> firsts = new TreeMap<>();
    byVendor.forEach((vendor, accounts) -> firsts.put(vendor, accounts.get(0)));
    return firsts;
  }

  /** Roles that accounts may be asked with. */
  public Roles roles() {
    return roles;
  }

  Account<? extends Resource> signer(String vendor, String accessKeyId) {
    Roles.Grant grant = roles.grant(accessKeyId);
    if (grant != null) {
      return byVendor.get(vendor).contains(grant.account()) ? grant.account() : null;
    }
    return byVendor.get(vendor).stream()
        .filter(account -> account.credential().accessKeyId().equals(accessKeyId))
        .findFirst()
        .orElse(null);
  }

  /**
   * Serves an API, with the rows of its examples for the first account of its vendor. They are put
   * where lists of the same kind of resource are; lists that are there stay.
   */
  public void serve(Sheet sheet, Instant now) {
    sheets.put(sheet.api().id(), sheet);
    var source = sheet.api().source();
    Account<? extends Resource> account = first(source.vendor());
    if (!account.holders(sheet.list()).isEmpty()) {
      return;
    }
    String id =
        sheets(source.vendor())
            .filter(one -> one.api().source().service().equals(source.service()))
            .filter(one -> one.api().source().resourceType().equals(source.resourceType()))
            .flatMap(one -> account.holders(one.list()).stream())
            .findFirst()
            .orElse(source.service() + "-" + source.resourceType() + "-1");
    Resource resource = account.find(id);
    if (resource == null) {
      resource = account.further(id, new Resource(HUAWEI_PROJECT));
    }
    listed.add(new Listed(sheet, resource, sheet.ofMembers() ? MEMBER : null, now));
  }

  /** Lists that were made from examples. */
  List<Listed> listed() {
    return listed;
  }

  /** First Tencent account. */
  public Account<MongoInstance> tencent() {
    return tencent.get(0);
  }

  /** First Alibaba account. */
  public Account<AccessGateway> alibaba() {
    return alibaba.get(0);
  }

  /** First Huawei account. */
  public Account<VpnGateway> huawei() {
    return huawei.get(0);
  }

  /** First CTYun account. */
  public Account<DocumentDatabase> ctyun() {
    return ctyun.get(0);
  }

  /**
   * Adds a Tencent account.
   *
   * @param id account id
   * @param credential what signs for it
   */
  public Account<MongoInstance> addTencent(String id, Credential credential) {
    return added(tencent, id, credential);
  }

  /**
   * Adds an Alibaba account.
   *
   * @param id account id
   * @param credential what signs for it
   */
  public Account<AccessGateway> addAlibaba(String id, Credential credential) {
    return added(alibaba, id, credential);
  }

  /**
   * Adds a Huawei account.
   *
   * @param id account id
   * @param credential what signs for it
   */
  public Account<VpnGateway> addHuawei(String id, Credential credential) {
    return added(huawei, id, credential);
  }

  /**
   * Adds a CTYun account.
   *
   * @param id account id
   * @param credential what signs for it
   */
  public Account<DocumentDatabase> addCtyun(String id, Credential credential) {
    return added(ctyun, id, credential);
  }

  private static <R extends Resource> Account<R> added(
      List<Account<R>> accounts, String id, Credential credential) {
    Account<R> account = new Account<>(id, credential);
    accounts.add(account);
    return account;
  }

  /**
   * Two resources with a few connections each for the APIs that tests change by name, some
   * addresses masked as in the vendors' own sample answers; for all others what their examples
   * list.
   *
   * @param now from when the connections are dated backwards
   */
  public static Clouds sample(Instant now) {
    Clouds clouds = new Clouds();
    clouds
        .tencent()
        .add(TENCENT_INSTANCES.get(0), new MongoInstance())
        .client("192.168.1.1", 1, true)
        .client("10.20.0.15", 12)
        .client("10.20.0.16", 8)
        .ssl(new Ssl(1, "2027-05-04 12:13:00", "http://sample.example/cert"));
    clouds
        .tencent()
        .add(TENCENT_INSTANCES.get(1), new MongoInstance())
        .client("172.16.4.21", 3)
        .ssl(Ssl.OFF);
    AccessGateway office = clouds.alibaba().add(ALIBABA_GATEWAYS.get(0), new AccessGateway());
    AccessGateway branch = clouds.alibaba().add(ALIBABA_GATEWAYS.get(1), new AccessGateway());
    for (String user : ALIBABA_USERS) {
      office.user(user);
      branch.user(user);
    }
    office.online("doctest", "10.**.**.**", now.minusSeconds(5400));
    office.online("lin.mei", "10.8.0.7", now.minusSeconds(1260));
    branch.online("o.fischer", "10.9.0.3", now.minusSeconds(300));
    clouds
        .huawei()
        .add(HUAWEI_GATEWAYS.get(0), new VpnGateway(HUAWEI_PROJECT))
        .connect(
            VpnConnection.fresh(
                    "10293371-114e-4d2a-878e-c6a616d0ec0e",
                    "36.***.***.149",
                    "100.***.***.100",
                    "1111",
                    now.minusSeconds(7200))
                .carried(4_185_000, 10_480_000, now))
        .connect(
            VpnConnection.fresh(
                    "6ade9de6-b19e-4b87-874d-f4880be317c1",
                    "172.20.1.6",
                    "203.0.113.24",
                    "a.okafor",
                    now.minusSeconds(640))
                .carried(310_000, 1_580_400, now));
    clouds.huawei().add(HUAWEI_GATEWAYS.get(1), new VpnGateway(HUAWEI_PROJECT));
    clouds
        .ctyun()
        .add(CTYUN_INSTANCES.get(0), new DocumentDatabase())
        .account("admin", "root", new Role("root", "admin"))
        .account("admin", "test", new Role("backup", "admin"));
    clouds
        .ctyun()
        .add(CTYUN_INSTANCES.get(1), new DocumentDatabase())
        .account("admin", "root", new Role("root", "admin"))
        .account("orders", "reporting", new Role("read", "orders"));
    clouds.sheets().forEach(sheet -> clouds.serve(sheet, now));
    return clouds;
  }
}
