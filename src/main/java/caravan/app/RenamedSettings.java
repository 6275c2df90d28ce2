package caravan.app;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Map;

/** Stops the start when a setting, or its environment variable, has the name it had before. */
public final class RenamedSettings implements ConfigSourceInterceptor {

  private static final long serialVersionUID = 1L;

  /** Old names by the new ones. */
  public static final Map<String, String> OLD_NAMES =
      Map.of(
          "caravan.tick-interval", "caravan.tick",
          "caravan.watch-interval", "caravan.watch",
          "caravan.poll.max-attempts", "caravan.poll.attempts",
          "caravan.poll.max-pages", "caravan.poll.pages",
          "caravan.poll.max-page-rows", "caravan.poll.page-rows",
          "caravan.poll.max-rows-in-flight", "caravan.poll.rows-in-work",
          "caravan.poll.max-rejected-records", "caravan.poll.rejected-records",
          "caravan.account.max-pause", "caravan.account.longest-pause",
          "caravan.http.max-page-bytes", "caravan.http.page-bytes",
          "caravan.http.max-connections-per-host", "caravan.http.connections-per-host");

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    String old = OLD_NAMES.get(name);
    if (old != null && context.proceed(old) != null) {
      throw new IllegalArgumentException(
          old + " is now " + name + ", as a variable " + SettingNames.variable(name));
    }
    return context.proceed(name);
  }
}
