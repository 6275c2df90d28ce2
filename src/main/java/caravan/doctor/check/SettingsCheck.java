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

/** Finds settings that are unknown or out of bounds. */
final class SettingsCheck {

  private static final String CHECK = "settings";

  private SettingsCheck() {}

  /**
   * Checks the settings.
   *
   * @param names names of the existing settings
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
    // Variables are among the properties, but an unknown one does not prevent a start.
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
    bounds(config)
        .forEach(
            (name, wanted) ->
                findings.add(
                    Finding.fail(CHECK, name, "is out of bounds", "Set it to " + wanted + ".")));
    if (findings.isEmpty()) {
      findings.add(Finding.ok(CHECK, "", "valid"));
    }
    return findings;
  }

  /** The settings that are out of bounds, with what they should be. */
  private static Map<String, String> bounds(SmallRyeConfig config) {
    Map<String, String> wrong = new TreeMap<>();
    QuotaSettings quota = config.getConfigMapping(QuotaSettings.class);
    if (!(quota.share() > 0 && quota.share() <= 1)) {
      wrong.put("caravan.quota.share", "more than 0, and 1 at most");
    }
    positive(wrong, "caravan.quota.unpublished", quota.unpublished(), "more than 0");
    TopicSettings topics = config.getConfigMapping(TopicSettings.class);
    positive(wrong, "caravan.topics.partitions", topics.partitions(), "1 or more");
    positive(wrong, "caravan.topics.replicas", topics.replicas().orElse(1), "1 or more");
    PollSettings poll = config.getConfigMapping(PollSettings.class);
    positive(wrong, "caravan.poll.threads", poll.threads(), "1 or more");
    positive(wrong, "caravan.poll.max-attempts", poll.maxAttempts(), "1 or more");
    positive(wrong, "caravan.poll.max-pages", poll.maxPages(), "1 or more");
    ServiceSettings service = config.getConfigMapping(ServiceSettings.class);
    positive(
        wrong, "caravan.tick-interval", (double) service.tickInterval().toMillis(), "1ms or more");
    positive(
        wrong,
        "caravan.watch-interval",
        (double) service.watchInterval().toMillis(),
        "1ms or more");
    int timeout = config.getConfigMapping(HttpSettings.class).responseTimeoutMs();
    positive(wrong, "caravan.http.response-timeout-ms", timeout, "1 or more");
    return wrong;
  }

  private static void positive(
      Map<String, String> wrong, String name, double value, String wanted) {
    if (!(value > 0)) {
      wrong.put(name, wanted);
    }
  }
}
