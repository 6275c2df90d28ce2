package caravan.doctor;

import caravan.Settings;
import caravan.UnknownVariables;
import caravan.model.Finding;
import caravan.targets.Nearest;
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
   * @param settings their values
   * @param properties names of all properties there are
   * @param variables names of all environment variables there are
   */
  static List<Finding> of(
      Settings settings, Iterable<String> properties, Collection<String> variables) {
    List<Finding> findings = new ArrayList<>();
    Set<String> known = UnknownVariables.properties();
    Set<String> unknown = new TreeSet<>();
    properties.forEach(name -> unknown.add(name));
    unknown.removeIf(name -> !name.startsWith("caravan.") || known.contains(name));
    // Variables are among the properties, too, but an unknown one does not stop the start.
    unknown.removeIf(name -> variables.contains(UnknownVariables.variable(name)));
    for (String name : unknown) {
      findings.add(
          Finding.fail(
              CHECK,
              name,
              "is not a setting; the service does not start with it",
              Nearest.remedy(name, known, "Settings")));
    }
    for (String name : UnknownVariables.unknown(variables)) {
      findings.add(
          Finding.warn(
              CHECK,
              name,
              "is not a setting, and is ignored",
              Nearest.remedy(
                  name, known.stream().map(UnknownVariables::variable).toList(), "Variables")));
    }
    bounds(settings).forEach((name, wanted) -> findings.add(outOfBounds(name, wanted)));
    if (findings.isEmpty()) {
      findings.add(Finding.ok(CHECK, "", "valid"));
    }
    return findings;
  }

  private static Finding outOfBounds(String name, String wanted) {
    return Finding.fail(CHECK, name, "is out of bounds", "Set it to " + wanted + ".");
  }

  /** The settings that are out of bounds, with what they should be. */
  private static Map<String, String> bounds(Settings settings) {
    Map<String, String> wrong = new TreeMap<>();
    double share = settings.quota().share();
    require(wrong, "caravan.quota.share", share > 0 && share <= 1, "more than 0, and 1 at most");
    require(wrong, "caravan.quota.unpublished", settings.quota().unpublished() > 0, "more than 0");
    require(wrong, "caravan.topics.partitions", settings.topics().partitions() > 0, "1 or more");
    require(wrong, "caravan.topics.replicas", settings.topics().replicas() > 0, "1 or more");
    require(wrong, "caravan.poll.threads", settings.poll().threads() > 0, "1 or more");
    require(wrong, "caravan.poll.attempts", settings.poll().attempts() > 0, "1 or more");
    require(wrong, "caravan.poll.pages", settings.poll().pages() > 0, "1 or more");
    require(wrong, "caravan.tick", settings.tick() > 0, "1 or more");
    require(wrong, "caravan.watch", settings.watch() > 0, "1 or more");
    require(
        wrong,
        "caravan.http.response-timeout-ms",
        settings.http().responseTimeoutMs() > 0,
        "1 or more");
    return wrong;
  }

  private static void require(
      Map<String, String> wrong, String name, boolean holds, String wanted) {
    if (!holds) {
      wrong.put(name, wanted);
    }
  }
}
