package caravan.simulator;

import caravan.model.Credential;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Targets that poll the first account of each simulated cloud, with credentials by environment
 * variable. One account is called after the first word of its vendor, such as {@code tencent}.
 */
public final class TargetsFile {

  private static final Map<String, String> REGIONS =
      Map.of("tencent", "ap-singapore", "alibaba", "cn-shanghai", "huawei", "cn-north-4");

  private static final Set<String> MEMBERS = Set.of("users", "members");

  private TargetsFile() {}

  /** Environment variables that a file refers to, such as {@code TENCENT_ID}. */
  public static Map<String, String> environment(Clouds clouds) {
    Map<String, String> variables = new TreeMap<>();
    clouds
        .firsts()
        .forEach(
            (vendor, account) -> {
              Credential credential = account.credential();
              variables.put(variable(vendor, "ID"), credential.accessKeyId());
              variables.put(variable(vendor, "KEY"), credential.secretAccessKey());
            });
    return variables;
  }

  private static String variable(String vendor, String suffix) {
    return name(vendor).toUpperCase(Locale.ROOT) + "_" + suffix;
  }

  private static String name(String vendor) {
    return vendor.split("_")[0];
  }

  /**
   * The file's text. Of two versions of a call only the first is polled: both list the same.
   *
   * @param clouds simulated clouds
   * @param endpoint their URL
   * @param every time between the polls of an API, or null to leave it out
   */
  public static String text(Clouds clouds, String endpoint, Function<Sheet, String> every) {
    return text(clouds, endpoint, every, null);
  }

  /**
   * The text of a file that types no resource whose catalogue is known.
   *
   * @param found time between the polls of catalogues
   */
  public static String finding(
      Clouds clouds, String endpoint, Function<Sheet, String> every, String found) {
    return text(clouds, endpoint, every, found);
  }

  private static String text(
      Clouds clouds, String endpoint, Function<Sheet, String> every, String found) {
    StringBuilder text = new StringBuilder("accounts:\n");
    clouds
        .firsts()
        .forEach((vendor, account) -> text.append(account(vendor, account.id(), endpoint)));
    text.append("targets:\n");
    List<Sheet> polled = new ArrayList<>();
    for (Sheet sheet : clouds.sheets()) {
      boolean again = polled.stream().anyMatch(one -> one.api().isVersionOf(sheet.api()));
      boolean left = found != null && sheet.api().isCatalogue();
      String period = left ? null : every.apply(sheet);
      if (period != null && !again) {
        polled.add(sheet);
        text.append(target(sheet, clouds.first(sheet.api().source().vendor()), period, found));
      }
    }
    return text.toString();
  }

  private static String account(String vendor, String id, String endpoint) {
    return """
      %s:
        vendor: %s
        accountId: "%s"
        accessKeyId: ${%s}
        secretAccessKey: ${%s}
        endpoint: %s
    """
        .formatted(
            name(vendor), vendor, id, variable(vendor, "ID"), variable(vendor, "KEY"), endpoint);
  }

  private static String target(
      Sheet sheet, Account<? extends Resource> account, String every, String found) {
    String name = name(sheet.api().source().vendor());
    List<String> resources = account.holders(sheet.list());
    TreeSet<String> members = new TreeSet<>();
    resources.forEach(id -> members.addAll(account.find(id).members(sheet.list())));
    StringBuilder text = new StringBuilder("  - api: " + sheet + "\n    account: " + name + "\n");
    boolean finds = found != null && !sheet.api().request().catalogue().isEmpty();
    for (String needed : sheet.api().request().requires()) {
      if (finds && MEMBERS.contains(needed)) {
        continue;
      }
      text.append("    ").append(needed).append(": ");
      text.append(
          switch (needed) {
            case "region" -> REGIONS.getOrDefault(name, "r1");
            case "projectId" -> Clouds.HUAWEI_PROJECT;
            default -> list(members);
          });
      text.append('\n');
    }
    if (finds) {
      boolean regional = sheet.api().request().requires().contains("region");
      text.append(regional ? "" : "    region: r1\n");
      text.append("    discover: {every: ").append(found).append("}\n");
    } else if (!sheet.api().isCatalogue()) {
      text.append("    resources: ").append(list(resources)).append('\n');
    }
    return text + "    every: " + every + "\n";
  }

  private static String list(Collection<String> values) {
    return values.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }
}
