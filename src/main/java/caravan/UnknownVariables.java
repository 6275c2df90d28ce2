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
    Set<String> settings = new TreeSet<>();
    properties().forEach(property -> settings.add(variable(property)));
    Set<String> unknown = new TreeSet<>(variables);
    unknown.removeIf(name -> !name.startsWith(PREFIX) || settings.contains(name));
    return unknown;
  }

  /** Every setting as a property, for example {@code caravan.http.allow-plain}. */
  public static Set<String> properties() {
    Set<String> properties = new TreeSet<>();
    collect("caravan.", Settings.class, properties);
    return properties;
  }

  /** For example {@code CARAVAN_HTTP_ALLOW_PLAIN} for {@code caravan.http.allow-plain}. */
  public static String variable(String property) {
    return property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }

  private static void collect(String prefix, Class<?> group, Set<String> properties) {
    for (Method setting : group.getDeclaredMethods()) {
      String name =
          prefix + setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      Class<?> type = setting.getReturnType();
      if (type.isInterface() && type.getEnclosingClass() == Settings.class) {
        collect(name + ".", type, properties);
      } else {
        properties.add(name);
      }
    }
  }
}
