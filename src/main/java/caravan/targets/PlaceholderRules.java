package caravan.targets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which variables and files placeholders may use. Without rules, whoever writes the targets can
 * send any of them to a host of their choice.
 *
 * @param variables names of variables, in which {@code *} stands for any text; empty allows all
 * @param folders folders of files; empty allows all
 */
public record PlaceholderRules(Optional<List<String>> variables, Optional<List<Path>> folders) {

  /** Allows everything. */
  public static final PlaceholderRules NONE =
      new PlaceholderRules(Optional.empty(), Optional.empty());

  /** The rules that the settings state. Throws an IllegalArgumentException for a bad path. */
  public static PlaceholderRules of(PlaceholderSettings settings) {
    return new PlaceholderRules(
        settings.variables().map(names -> names.stream().map(String::strip).toList()),
        settings.folders().map(names -> names.stream().map(PlaceholderRules::folder).toList()));
  }

  private static Path folder(String name) {
    return Path.of(name.strip()).toAbsolutePath().normalize();
  }

  boolean allowsVariable(String name) {
    return variables.isEmpty() || variables.get().stream().anyMatch(one -> matches(one, name));
  }

  private static boolean matches(String pattern, String name) {
    String regex =
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return name.matches(regex);
  }

  /**
   * The file to read for a path, which is the path itself if any file is allowed.
   *
   * @throws Secret.Unreadable when it is outside of the folders, symbolic links resolved
   */
  Path allowed(Path file) throws IOException, Secret.Unreadable {
    if (folders.isEmpty()) {
      return file;
    }
    Path real;
    try {
      real = file.toRealPath();
    } catch (IOException unresolved) {
      // Nobody learns which files exist outside.
      if (folders.get().stream().anyMatch(file.toAbsolutePath().normalize()::startsWith)) {
        throw unresolved;
      }
      throw outside(file);
    }
    for (Path folder : folders.get()) {
      if (real.startsWith(real(folder))) {
        return real;
      }
    }
    throw outside(file);
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException missing) {
      // Then no file is in it.
      return folder;
    }
  }

  private static Secret.Unreadable outside(Path file) {
    return new Secret.Unreadable(
        "the file " + file + " is outside of the folders that caravan.placeholders.folders names",
        "Move the secret into one of them, or add its folder to the setting.");
  }
}
