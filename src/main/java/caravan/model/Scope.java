package caravan.model;

import static java.util.regex.Matcher.quoteReplacement;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One list that one poll reads in full: an API of an account, in a region, for one resource and,
 * where the API lists one member of a resource, for example a user, one member. The unit of
 * schedule, order, state and ownership; two scopes are equal when their {@link #path()} is.
 */
public final class Scope {

  /** Longest path that the schema of events allows. */
  public static final int MAX_PATH = 1024;

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(region|projectId|resource|member)\\}");

  private final Target target;
  private final String resourceId;
  private final String member;
  private final String resourceUid;
  private final String path;
  private final URI endpoint;

  /** Creates a scope; the member is null where the API lists all. */
  public Scope(Target target, String resourceId, String member) {
    this.target = target;
    this.resourceId = resourceId;
    this.member = member;
    Api api = target.api();
    this.resourceUid =
        Paths.join(
            api.source().vendor(),
            api.source().service(),
            target.account().accountId(),
            target.region(),
            api.source().resourceType(),
            resourceId);
    String listing = resourceUid + "/poll/" + Paths.segment(api.source().operation());
    this.path = member == null ? listing : listing + "/" + Paths.segment(member);
    this.endpoint = URI.create(endpointText(target));
  }

  /** Every scope of a target: each resource, for each member where the API lists a single one. */
  public static void each(Target target, Consumer<Scope> action) {
    for (String resource : target.resources()) {
      if (target.members().isEmpty()) {
        action.accept(new Scope(target, resource, null));
      }
      for (String member : target.members()) {
        action.accept(new Scope(target, resource, member));
      }
    }
  }

  private static String endpointText(Target target) {
    if (target.endpoint() != null) {
      return target.endpoint();
    }
    if (target.account().endpoint() != null) {
      return target.account().endpoint();
    }
    return target.api().request().endpoint(target.region());
  }

  /** The target it comes from. */
  public Target target() {
    return target;
  }

  /** The API it is read with. */
  public Api api() {
    return target.api();
  }

  /** Vendor's id of the resource, unencoded. */
  public String resourceId() {
    return resourceId;
  }

  /** The member of the resource that it lists, or null. */
  public String member() {
    return member;
  }

  /**
   * A text of the API's sheet with what is in braces filled in: {@code {region}}, {@code
   * {projectId}}, {@code {resource}} and {@code {member}}; empty where the scope has none.
   *
   * @param form how each value is written, for example percent-encoded
   */
  public String fill(String text, UnaryOperator<String> form) {
    return text.indexOf('{') < 0
        ? text
        : PLACEHOLDER.matcher(text).replaceAll(one -> quoteReplacement(form.apply(value(one))));
  }

  private String value(MatchResult placeholder) {
    String value =
        switch (placeholder.group(1)) {
          case "region" -> target.region();
          case "projectId" -> target.projectId();
          case "resource" -> resourceId;
          default -> member;
        };
    return value == null ? "" : value;
  }

  /** Event field {@code resource.uid}. */
  public String resourceUid() {
    return resourceUid;
  }

  /** Text form, event field {@code snapshot.scope} and key of the events topic. */
  public String path() {
    return path;
  }

  /** Scheme and host that requests go to. */
  public URI endpoint() {
    return endpoint;
  }

  /** Scheme, name and, unless it is the default, port of the host. */
  public String origin() {
    return endpoint.getScheme() + "://" + host();
  }

  /** Host as it is sent and signed: with the port when it is not the scheme's default. */
  public String host() {
    boolean https = "https".equals(endpoint.getScheme());
    int standard = https ? 443 : 80;
    String name = endpoint.getHost().toLowerCase(Locale.ROOT);
    return endpoint.getPort() < 0 || endpoint.getPort() == standard
        ? name
        : name + ":" + endpoint.getPort();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scope scope && scope.path.equals(path);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path);
  }

  @Override
  public String toString() {
    return path;
  }
}
