package caravan.product;

import caravan.broker.Broker;
import caravan.model.Credential;
import caravan.simulator.AccessGateway;
import caravan.simulator.Answer;
import caravan.simulator.Answered;
import caravan.simulator.Call;
import caravan.simulator.Clouds;
import caravan.simulator.DocumentDatabase;
import caravan.simulator.MongoInstance;
import caravan.simulator.Simulator;
import caravan.simulator.VpnGateway;
import caravan.tls.Authority;
import caravan.tls.TlsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Four clouds that serve some accounts well and do one thing wrong to each of the others, and the
 * targets that name all of them. Who is healthy shares the host with most of the sick.
 */
final class FaultLoad implements AutoCloseable {

  /** Period of the healthy targets. */
  static final int HEALTHY_SECONDS = 2;

  /** Period of the sick targets. */
  static final int SICK_SECONDS = 5;

  /** Lists of the account that trickles. */
  static final int SLOW_LISTS = 100;

  /** Requests a second that an account may send where the vendor documents no limit. */
  static final int UNPUBLISHED = 50;

  /** How every key id of a sick account begins. */
  static final String IDS_BEGIN = "AKIDEXAMPLE-";

  /** How every secret of a sick account begins, with what every encoding has to escape. */
  static final String SECRETS_BEGIN = "SK/EXAMPLE+key=of&'";

  /** How every session token of a sick account begins. */
  static final String TOKENS_BEGIN = "token/EXAMPLE+of=";

  private static final String PROJECT = "project-EXAMPLE";
  private static final String REAL_NAME = "localhost";

  private final Path folder;
  private final List<Fault> faults;
  private final Simulator clouds = Simulator.start(Clouds.sample(Instant.now()));
  private final TlsServer untrusted;
  private final int nobody = Broker.freePort();
  private final Map<String, Credential> credentials = new LinkedHashMap<>();
  private final Map<String, Fault> byKey = new HashMap<>();
  private final Set<String> called = new HashSet<>();

  /**
   * Begins without a product.
   *
   * @param folder for targets, secrets and certificates
   * @param faults what goes wrong
   */
  FaultLoad(Path folder, List<Fault> faults) throws IOException {
    this.folder = folder;
    this.faults = faults;
    this.untrusted =
        TlsServer.with(Authority.in(folder, "nobody-knows-it").forHost(REAL_NAME), "{}");
    Files.createDirectories(folder.resolve("secrets"));
    for (Fault fault : faults) {
      admit(fault);
    }
    clouds.keepAnswers();
    clouds.answerAlways(call -> byKey.containsKey(call.signer()), this::sick);
  }

  private Answer sick(Call call) {
    Fault fault = byKey.get(call.signer());
    synchronized (called) {
      called.add(fault.name());
    }
    return fault.answers() == null ? null : fault.answers().apply(call);
  }

  /** Makes the account and its resource known to its vendor. */
  private void admit(Fault fault) throws IOException {
    Credential own = credential(fault);
    credentials.put(fault.name(), own);
    byKey.put(own.accessKeyId(), fault);
    boolean wrong = fault.name().startsWith(Faults.WRONG);
    Files.writeString(
        secretFile(fault.name()), wrong ? "wrong-" + own.secretAccessKey() : own.secretAccessKey());
    Clouds all = clouds.clouds();
    String listed = fault.name().equals(Faults.NOT_FOUND) ? "another" : fault.name();
    switch (vendor(fault)) {
      case "tencent_cloud" -> all.addTencent(fault.name(), own).add(listed, new MongoInstance());
      case "alibaba_cloud" -> {
        AccessGateway gateway = all.addAlibaba(fault.name(), own).add(listed, new AccessGateway());
        users(fault).forEach(gateway::user);
      }
      case "huawei_cloud" -> all.addHuawei(fault.name(), own).add(listed, new VpnGateway(PROJECT));
      default -> all.addCtyun(fault.name(), own).add(listed, new DocumentDatabase());
    }
  }

  private static Credential credential(Fault fault) {
    String name = fault.name();
    boolean permanent =
        vendor(fault).equals("ctyun") || name.startsWith(Faults.WRONG) || name.startsWith("thr");
    return keys(name, !permanent);
  }

  /** The keys of an account, which nobody else has. */
  static Credential keys(String account, boolean temporary) {
    return new Credential(
        IDS_BEGIN + account,
        SECRETS_BEGIN + account + "\"<\\>",
        temporary ? TOKENS_BEGIN + account + "==" : null);
  }

  private Path secretFile(String account) {
    return folder.resolve("secrets").resolve(account);
  }

  private static String vendor(Fault fault) {
    return switch (fault.api()) {
      case Simulator.ALIBABA_ONLINE_CLIENTS -> "alibaba_cloud";
      case Simulator.HUAWEI_CONNECTIONS -> "huawei_cloud";
      case Simulator.CTYUN_ACCOUNTS -> "ctyun";
      default -> "tencent_cloud";
    };
  }

  private static List<String> users(Fault fault) {
    int count = fault.name().equals(Faults.SLOW_LORIS) ? SLOW_LISTS : 1;
    return IntStream.range(0, count).mapToObj(i -> "user-" + i).toList();
  }

  private String endpoint(Fault fault) {
    return switch (fault.name()) {
      case Faults.NO_NAME -> "https://vendor.invalid";
      case Faults.UNTRUSTED -> "https://" + REAL_NAME + ":" + untrusted.port();
      case Echoes.PROXIED -> "https://gateway.example.org";
      case Faults.NOBODY -> nobodysEndpoint();
      default -> clouds.endpoint();
    };
  }

  /** Where the healthy accounts and most of the sick ones are. */
  String endpoint() {
    return clouds.endpoint();
  }

  /** Where nobody listens. */
  String nobodysEndpoint() {
    return "http://127.0.0.1:" + nobody;
  }

  /** Writes the targets, healthy and sick, with further lines for each of them. */
  Path targets(String more) throws IOException {
    String healthy = Product.targets(clouds.endpoint(), HEALTHY_SECONDS + "s" + more);
    StringBuilder accounts = new StringBuilder();
    StringBuilder targets = new StringBuilder();
    for (Fault fault : faults) {
      Credential own = credentials.get(fault.name());
      accounts.append(
          """
            NAME:
              vendor: VENDOR
              accountId: NAME
              accessKeyId: ID
              secretAccessKey: ${file:secrets/NAME}
              securityToken: "TOKEN"
              endpoint: ENDPOINT
          """
              .replace("ENDPOINT", endpoint(fault))
              .replace("VENDOR", vendor(fault))
              .replace("ID", own.accessKeyId())
              .replace("TOKEN", own.temporary() ? own.securityToken() : "")
              .replace("NAME", fault.name()));
      targets.append(target(fault, more));
    }
    return Files.writeString(
        folder.resolve("targets.yaml"),
        healthy.replace("\ntargets:\n", "\n" + accounts + "targets:\n") + targets);
  }

  private static String target(Fault fault, String more) {
    StringBuilder target = new StringBuilder("  - api: " + fault.api());
    target.append("\n    account: ").append(fault.name());
    target.append("\n    resources: [").append(fault.name()).append("]");
    if (!fault.more().startsWith("every:")) {
      target.append("\n    every: ").append(SICK_SECONDS).append("s");
    }
    target.append(more);
    switch (vendor(fault)) {
      case "tencent_cloud" -> target.append("\n    region: ap-singapore");
      case "alibaba_cloud" ->
          target
              .append("\n    region: cn-shanghai\n    users: [")
              .append(String.join(", ", users(fault)))
              .append("]");
      case "huawei_cloud" ->
          target.append("\n    region: cn-north-4\n    projectId: ").append(PROJECT);
      default -> {
        // Nothing more.
      }
    }
    return target + (fault.more().isEmpty() ? "" : "\n    " + fault.more()) + "\n";
  }

  /** Settings that make faults show soon, without which one poll could take half a minute. */
  Map<String, String> settings(String more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("caravan.targets", "file:" + targets(more));
    settings.put("caravan.http.response-timeout-ms", "4000");
    settings.put("caravan.account.pause", "1s");
    settings.put("caravan.quota.unpublished", Integer.toString(UNPUBLISHED));
    return settings;
  }

  /** The faults. */
  List<Fault> faults() {
    return faults;
  }

  /** What an account signs with, as its vendor knows it. */
  Credential credential(String account) {
    return credentials.get(account);
  }

  /** From now on the account signs with the secret that its vendor knows. */
  void correct(String account) throws IOException {
    Files.writeString(secretFile(account), credentials.get(account).secretAccessKey());
  }

  /** Accounts that were asked for something at the clouds' host. */
  Set<String> called() {
    synchronized (called) {
      return Set.copyOf(called);
    }
  }

  /** Everything that the vendors answered whole to one account. */
  String answeredTo(Fault fault) {
    String key = credentials.get(fault.name()).accessKeyId();
    return clouds.answered().stream()
        .filter(one -> one.call().signer().equals(key))
        .map(Answered::text)
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  /** The requests that the clouds got. */
  List<Call> calls() {
    return clouds.calls();
  }

  /** Fails when an account was asked more than its budget allows. */
  void assertWithinBudgets() {
    clouds.assertWithin(api -> Product.documentedBudget(api).orElse(UNPUBLISHED), 1);
  }

  @Override
  public void close() {
    untrusted.close();
    clouds.close();
  }
}
