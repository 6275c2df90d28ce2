package caravan.simulator;

import caravan.model.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Roles of all clouds: who may assume them, and what was handed out. All credentials are invented
 * and say so.
 */
public final class Roles {

  private final List<AssumableRole> roles = new CopyOnWriteArrayList<>();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final Map<String, AssumableRole> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  /** One credential that was handed out. */
  public static final class Grant {

    private final Account<? extends Resource> account;
    private final Credential credential;
    private volatile Instant end;

    Grant(Account<? extends Resource> account, Credential credential, Instant end) {
      this.account = account;
      this.credential = credential;
      this.end = end;
    }

    Account<? extends Resource> account() {
      return account;
    }

    /** The credential. */
    public Credential credential() {
      return credential;
    }

    Instant end() {
      return end;
    }

    boolean lives(Instant now) {
      return now.isBefore(end);
    }

    /** Ends now, whatever was said when it was handed out. */
    public void revoke() {
      end = Instant.EPOCH;
    }
  }

  /** A role that can be assumed. */
  public static final class AssumableRole {

    private final String vendor;
    private final String name;
    private final Account<? extends Resource> account;
    private volatile Credential key;
    private volatile String externalId;
    private volatile String provider;
    private volatile String token;
    private volatile boolean onMachine;
    private volatile Duration longest = Duration.ofHours(12);

    AssumableRole(String vendor, String name, Account<? extends Resource> account) {
      this.vendor = vendor;
      this.name = name;
      this.account = account;
    }

    /** Trusts a key; none from now on for null. */
    public AssumableRole trusts(Credential caller) {
      key = caller;
      return this;
    }

    /** Asks who comes with a key for an id. */
    public AssumableRole asks(String id) {
      externalId = id;
      return this;
    }

    /** Trusts one token of an OIDC provider. */
    public AssumableRole trusts(String oidcProvider, String oidcToken) {
      provider = oidcProvider;
      token = oidcToken;
      return this;
    }

    /** Is the role of the machine, or is no longer. */
    public AssumableRole onMachine(boolean is) {
      onMachine = is;
      return this;
    }

    /** Hands out no credential that lives longer. */
    public AssumableRole longest(Duration most) {
      longest = most;
      return this;
    }

    String name() {
      return name;
    }

    Credential key() {
      return key;
    }

    boolean isFor(String id) {
      return externalId == null || externalId.equals(id);
    }

    boolean isFor(String oidcProvider, String oidcToken) {
      return provider != null && provider.equals(oidcProvider) && token.equals(oidcToken);
    }
  }

  /** Adds a role of an account. */
  public AssumableRole add(String vendor, String name, Account<? extends Resource> account) {
    AssumableRole role = new AssumableRole(vendor, name, account);
    roles.add(role);
    return role;
  }

  /** Everything that was handed out. */
  public Collection<Grant> grants() {
    return grants.values();
  }

  Grant grant(String accessKeyId) {
    return grants.get(accessKeyId);
  }

  AssumableRole find(String vendor, String name) {
    return roles.stream()
        .filter(role -> role.vendor.equals(vendor) && role.name.equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The role of a cloud that trusts a provider's token, or null. */
  AssumableRole trusting(String vendor, String provider, String token) {
    return roles.stream()
        .filter(role -> role.vendor.equals(vendor) && role.isFor(provider, token))
        .findFirst()
        .orElse(null);
  }

  /** The role that the machine has in a cloud, or null. */
  AssumableRole ofMachine(String vendor) {
    return roles.stream()
        .filter(role -> role.vendor.equals(vendor) && role.onMachine)
        .findFirst()
        .orElse(null);
  }

  /** The key of anybody whom a role of a cloud trusts, or null. */
  Credential caller(String vendor, String accessKeyId) {
    return roles.stream()
        .filter(role -> role.vendor.equals(vendor) && role.key != null)
        .map(role -> role.key)
        .filter(key -> key.accessKeyId().equals(accessKeyId))
        .findFirst()
        .orElse(null);
  }

  Grant grant(AssumableRole role, long seconds, Instant now) {
    int count = number.incrementAndGet();
    Credential credential =
        new Credential(
            "TMPKEYEXAMPLE%08d".formatted(count),
            "TMPSECRETEXAMPLE%016d".formatted(count),
            "TMPTOKENEXAMPLE+/%032d==".formatted(count));
    long lifetime = Math.min(seconds, role.longest.toSeconds());
    Grant grant = new Grant(role.account, credential, now.plusSeconds(lifetime));
    grants.put(credential.accessKeyId(), grant);
    return grant;
  }

  /** A login of Huawei's IAM, by its token. */
  String login(AssumableRole role) {
    String token = "IAMTOKENEXAMPLE%032d".formatted(number.incrementAndGet());
    sessions.put(token, role);
    return token;
  }

  AssumableRole loggedIn(String token) {
    return token == null ? null : sessions.get(token);
  }
}
