package caravan.targets;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What placeholders in the files with targets may use; anything by default. */
@ConfigMapping(prefix = "caravan.placeholders")
public interface PlaceholderSettings extends SettingsGroup {

  /** Environment variables for {@code ${NAME}}: names, in which {@code *} stands for any text. */
  Optional<List<String>> variables();

  /** Folders with the files for {@code ${file:path}}. */
  Optional<List<String>> folders();
}
