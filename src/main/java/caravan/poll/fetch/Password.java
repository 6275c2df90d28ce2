package caravan.poll.fetch;

import java.util.Optional;

/**
 * A password in a setting, or in a file that another setting names. Its text form is masked.
 *
 * @param file the file that holds it, or null
 */
record Password(String text, SettingFile file) {

  /**
   * The password of a setting, or of the setting of the same name that ends with {@code -file};
   * null if neither is set.
   *
   * @throws IllegalArgumentException if both are set
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

  char[] read() throws SettingFile.Unusable {
    return (file == null ? text : file.password()).toCharArray();
  }

  @Override
  public String toString() {
    return "Password[***]";
  }
}
