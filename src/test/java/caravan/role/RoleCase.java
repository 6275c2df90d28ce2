package caravan.role;

import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.cloud.RoleCalls;
import caravan.cloud.alibaba.AlibabaRoles;
import caravan.cloud.huawei.HuaweiRoles;
import caravan.cloud.tencent.TencentRoles;
import caravan.model.Credential;
import caravan.model.Request;
import caravan.model.Role;
import caravan.model.Role.Proof;
import caravan.poll.Reply;
import caravan.poll.fetch.EgressProxy;
import caravan.poll.fetch.HttpSettings;
import caravan.poll.fetch.MetadataRequest;
import caravan.poll.fetch.OneRequest;
import caravan.poll.fetch.VendorHttp;
import caravan.poll.fetch.VendorTls;
import caravan.role.RoleSource.Pauses;
import caravan.role.RoleSource.Surroundings;
import caravan.simulator.Account;
import caravan.simulator.Resource;
import caravan.simulator.Roles.AssumableRole;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** One way to get a credential from one cloud. All secrets are invented and say so. */
record RoleCase(RoleCalls calls, Proof proof, String name, String provider) {

  static final Credential BASE =
      new Credential("BASEKEYEXAMPLE0000000", "BASESECRETEXAMPLE0000000000000", null);
  static final Credential OIDC = new Credential("", "EXAMPLEHEAD.EXAMPLEBODY.EXAMPLESIGN", null);
  static final String ALIBABA_PROVIDER = "acs:ram::1000000000000001:oidc-provider/cluster";

  private static final String TENCENT = "qcs::cam::uin/100000000001:roleName/caravan-read";
  private static final String ALIBABA = "acs:ram::1000000000000001:role/caravan-read";
  private static final String AGENCY = "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:agency:caravan-read";

  static final RoleCase TENCENT_KEY = new RoleCase(new TencentRoles(), Proof.KEY, TENCENT, null);
  static final RoleCase TENCENT_WEB =
      new RoleCase(new TencentRoles(), Proof.WEB_IDENTITY, TENCENT, "tke-cluster");
  static final RoleCase TENCENT_MACHINE =
      new RoleCase(new TencentRoles(), Proof.MACHINE, "caravan-read", null);
  static final RoleCase ALIBABA_KEY = new RoleCase(new AlibabaRoles(), Proof.KEY, ALIBABA, null);
  static final RoleCase ALIBABA_WEB =
      new RoleCase(new AlibabaRoles(), Proof.WEB_IDENTITY, ALIBABA, ALIBABA_PROVIDER);
  static final RoleCase ALIBABA_MACHINE =
      new RoleCase(new AlibabaRoles(), Proof.MACHINE, "caravan-read", null);
  static final RoleCase HUAWEI_KEY = new RoleCase(new HuaweiRoles(), Proof.KEY, AGENCY, null);
  static final RoleCase HUAWEI_WEB =
      new RoleCase(new HuaweiRoles(), Proof.WEB_IDENTITY, null, "caravan-idp");
  static final RoleCase HUAWEI_MACHINE = new RoleCase(new HuaweiRoles(), Proof.MACHINE, null, null);

  static final List<RoleCase> BY_KEY = List.of(TENCENT_KEY, ALIBABA_KEY, HUAWEI_KEY);
  static final List<RoleCase> ALL =
      List.of(
          TENCENT_KEY,
          TENCENT_WEB,
          TENCENT_MACHINE,
          ALIBABA_KEY,
          ALIBABA_WEB,
          ALIBABA_MACHINE,
          HUAWEI_KEY,
          HUAWEI_WEB,
          HUAWEI_MACHINE);

  /** What sources need, with real HTTP, the least jitter and this executor. */
  static Surroundings around(SettableClock clock, Executor threads) {
    return new Surroundings(
        answers(),
        clock,
        clock::nanos,
        threads,
        Duration.ofSeconds(30),
        new Pauses(Duration.ofMinutes(1), Duration.ofHours(1)),
        () -> 1,
        () -> 0.5);
  }

  static RoleAnswers answers() {
    HttpSettings http = SettingsFixture.settings(HttpSettings.class);
    return new RoleAnswers(vendors(http), new MetadataRequest(http));
  }

  private static OneRequest vendors(HttpSettings http) {
    return new OneRequest(new VendorHttp(http, new VendorTls(http), new EgressProxy(http)));
  }

  /** Sends a signed request as it is. */
  static Reply send(Request request) throws IOException {
    return vendors(SettingsFixture.settings(HttpSettings.class))
        .send(request, URI.create(request.scheme() + "://" + request.host()));
  }

  Account<? extends Resource> account(Simulator simulator) {
    return simulator.clouds().first(calls.vendor());
  }

  /** The role as an operator writes it, with the right secret. */
  Role role(Simulator simulator) {
    return role(simulator, () -> proof == Proof.KEY ? BASE : OIDC);
  }

  Role role(Simulator simulator, Supplier<Credential> secret) {
    return new Role(
        "an-account",
        calls.vendor(),
        account(simulator).id(),
        name,
        proof == Proof.KEY ? "an-external-id" : null,
        proof,
        Duration.ofHours(1),
        provider,
        null,
        simulator.endpoint(),
        proof == Proof.MACHINE ? null : secret);
  }

  /** The role as the vendor has it. */
  AssumableRole add(Simulator simulator) {
    String known = name == null ? "agency" : name;
    AssumableRole role = simulator.clouds().roles().add(calls.vendor(), known, account(simulator));
    give(role);
    return role;
  }

  void give(AssumableRole role) {
    switch (proof) {
      case KEY -> role.trusts(BASE).asks("an-external-id");
      case WEB_IDENTITY -> role.trusts(provider, OIDC.secretAccessKey());
      case MACHINE -> role.onMachine(true);
    }
  }

  void takeAway(AssumableRole role) {
    role.trusts(null).trusts(null, null).onMachine(false);
  }

  @Override
  public String toString() {
    return calls.vendor() + " " + proof.text();
  }
}
