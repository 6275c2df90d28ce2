package caravan.poll.fetch;

import java.util.Optional;

/**
 * A password that stands in a setting, or in a file that another setting names. The text form shows
 * nothing of it.
 */
final class Password {

  private final String text;
  private final SettingFile file;

  private Password(String text, SettingFile file) {
    this.text = text;
    this.file = file;
  }

  /**
   * The password of a setting, or of the setting of the same name that ends with {@code -file};
   * null when there is neither.
   *
   * @throws IllegalArgumentException when there are both; names them
   */
  static Password of(String setting, Optional<String> text, Optional<String> file) {
    if (text.isPresent() && file.isPresent()) {
      throw new IllegalArgumentException(
          setting + " and " + setting + "-file are both set; set one of them");
    }
    if (text.isEmpty() && file.isEmpty()) {
      return null;
    }
    return new Password(
        text.orElse(null), file.map(path -> SettingFile.of(setting + "-file", path)).orElse(null));
  }

  /** The file it stands in, or null. */
  SettingFile file() {
    return file;
  }

  /**
   * The password as it is now.
   *
   * @throws UnusableFile when its file cannot be used
   */
  char[] read() throws UnusableFile {
    return (file == null ? text : file.password()).toCharArray();
  }

  @Override
  public String toString() {
    return "Password[***]";
  }
}
