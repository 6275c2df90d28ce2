package caravan.app;

import caravan.model.SettingsGroup;
import caravan.redact.OneLine;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Names of all settings, as properties and as environment variables. */
@Singleton
public final class SettingNames {

  private static final Logger LOG = Logger.getLogger(SettingNames.class);
  private static final String VARIABLE = "CARAVAN_";

  private final Set<String> properties = new TreeSet<>();

  @Inject
  public SettingNames(@Any Instance<SettingsGroup> groups) {
    this(
        groups
            .handlesStream()
            .flatMap(group -> group.getBean().getTypes().stream())
            .map(type -> (Class<?>) type)
            .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
            .collect(Collectors.toSet()));
  }

  public SettingNames(Collection<Class<?>> groups) {
    for (Class<?> group : groups) {
      properties.addAll(ConfigMappings.getProperties(ConfigClass.configClass(group)).keySet());
    }
  }

  /** Every setting as a property, for example {@code caravan.http.allow-plain}. */
  public Set<String> properties() {
    return properties;
  }

  void warn(@Observes StartupEvent event) {
    unknown(System.getenv().keySet())
        .forEach(
            name ->
                LOG.warnf("environment variable %s is not a setting of Caravan", OneLine.of(name)));
  }

  /** Variables that begin like those of settings but are none, most likely misspelt. */
  public Set<String> unknown(Collection<String> variables) {
    Set<String> unknown = new TreeSet<>(variables);
    unknown.removeIf(name -> !name.startsWith(VARIABLE));
    properties.forEach(property -> unknown.remove(variable(property)));
    return unknown;
  }

  /** For example {@code CARAVAN_HTTP_ALLOW_PLAIN} for {@code caravan.http.allow-plain}. */
  public static String variable(String property) {
    return property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }
}
