package caravan.bench;

import caravan.Fixtures;
import caravan.model.Scope;
import caravan.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A vendor whose lists the pipeline benchmark reads. The name of a list says what it is for, whose
 * it is, and its number: {@code first-round1-tencent-2}.
 */
enum Vendor {
  /** P2C VPN connections: all rows in one answer. */
  HUAWEI(Fixtures.HUAWEI, "projectId: " + Vendor.PROJECT + ", "),

  /** Clients of MongoDB instances: at most 1,000 rows a page. */
  TENCENT(Fixtures.TENCENT, ""),

  /** Online clients of a user of a Smart Access Gateway: all rows in one answer. */
  ALIBABA(Fixtures.ALIBABA, "users: [" + Vendor.USER + "], ");

  static final String REGION = "cn-north-4";
  static final String PROJECT = "7c6f2d1e0b9a48d3a5f4e3d2c1b0a987";
  static final String USER = "alice";

  /** Lists are spread over so many accounts, because Huawei locks the keys of eager ones. */
  private static final int ACCOUNTS = 50;

  private final String api;
  private final String extra;
  private final List<Target> targets = new ArrayList<>();

  Vendor(String api, String extra) {
    this.api = api;
    this.extra = extra;
  }

  /**
   * Those that are named.
   *
   * @param names in lower case, separated by commas
   */
  static List<Vendor> named(String names) {
    List<Vendor> vendors = new ArrayList<>();
    for (String name : names.split(",")) {
      vendors.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
    }
    return vendors;
  }

  /** The vendor of a list. */
  static Vendor of(String list) {
    String[] words = list.split("-");
    return valueOf(words[words.length - 2].toUpperCase(Locale.ROOT));
  }

  /** Names of lists, vendors in turn. */
  static List<String> lists(List<Vendor> vendors, String use, int count) {
    List<String> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(use + "-" + vendors.get(i % vendors.size()).id() + "-" + i);
    }
    return lists;
  }

  /** As it is written in tables. */
  String title() {
    return name().charAt(0) + id().substring(1);
  }

  private String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The vendor's accounts, for the targets. */
  String accounts(String endpoint) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < ACCOUNTS; i++) {
      String name = id() + "-" + i;
      yaml.append("  ")
          .append(name)
          .append(": {vendor: ")
          .append(Fixtures.api(api).source().vendor());
      yaml.append(", accountId: ").append(name).append(", accessKeyId: EXAMPLE-").append(name);
      yaml.append(", secretAccessKey: \"${KEY}\", endpoint: \"").append(endpoint).append("\"}\n");
    }
    return yaml.toString();
  }

  /** A list as a target. */
  String target(String list, String every, boolean enabled) {
    return "  - {api: %s, account: %s, region: %s, %sresources: [%s], every: %s, enabled: %s}\n"
        .formatted(api, id() + "-" + account(list), REGION, extra, list, every, enabled);
  }

  /** Number of the list's account. */
  private static int account(String list) {
    return Math.floorMod(list.hashCode(), ACCOUNTS);
  }

  /**
   * The scope of a list, as the product names it. Only the first call reads data sheets, so whoever
   * asks does not measure that; one thread at a time may ask.
   *
   * @param endpoint the server, the same with every call
   */
  Scope scope(String list, String endpoint) {
    if (targets.isEmpty()) {
      for (int i = 0; i < ACCOUNTS; i++) {
        targets.add(target(id() + "-" + i, endpoint));
      }
    }
    return new Scope(targets.get(account(list)), list, this == ALIBABA ? USER : null);
  }

  private Target target(String account, String endpoint) {
    return Fixtures.target(api)
        .accountId(account)
        .region(REGION)
        .projectId(this == HUAWEI ? PROJECT : null)
        .endpoint(endpoint)
        .build();
  }
}
