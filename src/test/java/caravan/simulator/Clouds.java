package caravan.simulator;

import caravan.model.Credential;
import caravan.simulator.DocumentDatabase.Role;
import caravan.simulator.MongoInstance.Ssl;
import caravan.simulator.VpnGateway.VpnConnection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

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

  /** CTYun instances of {@link #sample}. */
  public static final List<String> CTYUN_INSTANCES =
      List.of("f3687b55b1ce4cb1b781fb567b12ab0b", "60d420bffb394397b4303be871a481e3");

  private final List<Account<MongoInstance>> tencent = new CopyOnWriteArrayList<>();
  private final List<Account<AccessGateway>> alibaba = new CopyOnWriteArrayList<>();
  private final List<Account<VpnGateway>> huawei = new CopyOnWriteArrayList<>();
  private final List<Account<DocumentDatabase>> ctyun = new CopyOnWriteArrayList<>();

  /** One account per vendor, with the credentials above and no resources. */
  public Clouds() {
    addTencent("1250000000", TENCENT_CREDENTIAL);
    addAlibaba("1234567890123456", ALIBABA_CREDENTIAL);
    addHuawei("0a1b2c3d4e5f60718293a4b5c6d7e8f9", HUAWEI_CREDENTIAL);
    addCtyun("ct-000001", CTYUN_CREDENTIAL);
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

  Account<MongoInstance> tencentSigner(String accessKeyId) {
    return signer(tencent, accessKeyId);
  }

  Account<AccessGateway> alibabaSigner(String accessKeyId) {
    return signer(alibaba, accessKeyId);
  }

  Account<VpnGateway> huaweiSigner(String accessKeyId) {
    return signer(huawei, accessKeyId);
  }

  Account<DocumentDatabase> ctyunSigner(String accessKeyId) {
    return signer(ctyun, accessKeyId);
  }

  private static <R> Account<R> added(List<Account<R>> accounts, String id, Credential credential) {
    Account<R> account = new Account<>(id, credential);
    accounts.add(account);
    return account;
  }

  private static <R> Account<R> signer(List<Account<R>> accounts, String accessKeyId) {
    for (Account<R> account : accounts) {
      if (account.credential().accessKeyId().equals(accessKeyId)) {
        return account;
      }
    }
    return null;
  }

  /**
   * Two resources per API with a few connections each, some addresses masked as in the vendors' own
   * sample answers.
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
    return clouds;
  }
}
