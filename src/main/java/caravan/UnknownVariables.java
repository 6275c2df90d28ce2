package caravan;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Warns of environment variables that look like settings but are none, most likely by a slip. */
@Singleton
public final class UnknownVariables {

  private static final Logger LOG = Logger.getLogger(UnknownVariables.class);
  private static final String PREFIX = "CARAVAN_";

  void warn(@Observes StartupEvent event) {
    unknown(System.getenv().keySet())
        .forEach(name -> LOG.warnf("environment variable %s is not a setting of Caravan", name));
  }

  /** Those of the names that begin like a setting's and name none. */
  public static Set<String> unknown(Collection<String> variables) {
    Set<String> settings = settings();
    Set<String> unknown = new TreeSet<>(variables);
    unknown.removeIf(name -> !name.startsWith(PREFIX) || settings.contains(name));
    return unknown;
  }

  /** Every variable that is a setting, for example {@code CARAVAN_TOPICS_PREFIX}. */
  public static Set<String> settings() {
    Set<String> settings = new TreeSet<>();
    collect(PREFIX, Settings.class, settings);
    return settings;
  }

  private static void collect(String prefix, Class<?> group, Set<String> names) {
    for (Method setting : group.getDeclaredMethods()) {
      String name = prefix + variable(setting.getName());
      Class<?> type = setting.getReturnType();
      if (type.isInterface() && type.getEnclosingClass() == Settings.class) {
        collect(name + "_", type, names);
      } else {
        names.add(name);
      }
    }
  }

  /** For example {@code ALLOW_PLAIN} for {@code allowPlain}. */
  private static String variable(String method) {
    return method.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }
}
