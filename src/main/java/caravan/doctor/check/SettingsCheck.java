package caravan.doctor.check;

import caravan.app.ServiceSettings;
import caravan.app.SettingNames;
import caravan.kafka.Finding;
import caravan.kafka.TopicSettings;
import caravan.poll.PollSettings;
import caravan.poll.fetch.HttpSettings;
import caravan.poll.limit.QuotaSettings;
import caravan.targets.DidYouMean;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks for settings that are unknown or out of all bounds. */
final class SettingsCheck {

  private static final String CHECK = "settings";

  private SettingsCheck() {}

  /**
   * Looks at the settings.
   *
   * @param config their values
   * @param names names of the settings there are
   * @param properties names of all properties that are set
   * @param variables names of all environment variables that are set
   */
  static List<Finding> of(
      SmallRyeConfig config,
      SettingNames names,
      Iterable<String> properties,
      Collection<String> variables) {
    List<Finding> findings = new ArrayList<>();
    Set<String> known = names.properties();
    Set<String> unknown = new TreeSet<>();
    properties.forEach(unknown::add);
    unknown.removeIf(name -> !name.startsWith("caravan.") || known.contains(name));
    // Variables are among the properties, too, but an unknown one does not stop the start.
    unknown.removeIf(name -> variables.contains(SettingNames.variable(name)));
    for (String name : unknown) {
      findings.add(
          Finding.fail(
              CHECK,
              name,
              "is not a setting; the service does not start with it",
              DidYouMean.remedy(name, known, "Settings")));
    }
    for (String name : names.unknown(variables)) {
      findings.add(
          Finding.warn(
              CHECK,
              name,
              "is not a setting, and is ignored",
              DidYouMean.remedy(
                  name, known.stream().map(SettingNames::variable).toList(), "Variables")));
    }
    bounds(config).forEach((name, wanted) -> findings.add(outOfBounds(name, wanted)));
    if (findings.isEmpty()) {
      findings.add(Finding.ok(CHECK, "", "valid"));
    }
    return findings;
  }

  private static Finding outOfBounds(String name, String wanted) {
    return Finding.fail(CHECK, name, "is out of bounds", "Set it to " + wanted + ".");
  }

  /** The settings that are out of bounds, with what they should be. */
  private static Map<String, String> bounds(SmallRyeConfig config) {
    Map<String, String> wrong = new TreeMap<>();
    QuotaSettings quota = config.getConfigMapping(QuotaSettings.class);
    boolean share = quota.share() > 0 && quota.share() <= 1;
    require(wrong, "caravan.quota.share", share, "more than 0, and 1 at most");
    require(wrong, "caravan.quota.unpublished", quota.unpublished() > 0, "more than 0");
    TopicSettings topics = config.getConfigMapping(TopicSettings.class);
    require(wrong, "caravan.topics.partitions", topics.partitions() > 0, "1 or more");
    require(wrong, "caravan.topics.replicas", topics.replicas() > 0, "1 or more");
    PollSettings poll = config.getConfigMapping(PollSettings.class);
    require(wrong, "caravan.poll.threads", poll.threads() > 0, "1 or more");
    require(wrong, "caravan.poll.max-attempts", poll.maxAttempts() > 0, "1 or more");
    require(wrong, "caravan.poll.max-pages", poll.maxPages() > 0, "1 or more");
    ServiceSettings settings = config.getConfigMapping(ServiceSettings.class);
    require(wrong, "caravan.tick-interval", settings.tickInterval().toMillis() > 0, "1ms or more");
    require(
        wrong, "caravan.watch-interval", settings.watchInterval().toMillis() > 0, "1ms or more");
    int timeout = config.getConfigMapping(HttpSettings.class).responseTimeoutMs();
    require(wrong, "caravan.http.response-timeout-ms", timeout > 0, "1 or more");
    return wrong;
  }

  private static void require(
      Map<String, String> wrong, String name, boolean holds, String wanted) {
    if (!holds) {
      wrong.put(name, wanted);
    }
  }
}
