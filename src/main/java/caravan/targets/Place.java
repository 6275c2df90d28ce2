package caravan.targets;

/**
 * A position in a file.
 *
 * @param key path of the key, empty for the whole file
 * @param line counted from one, like the column; 0 for the file itself
 */
record Place(String file, String key, int line, int column) {

  static Place of(String file) {
    return new Place(file, "", 0, 0);
  }

  Place missing(String name) {
    return new Place(file, join(key, name), line, column);
  }

  static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  String name() {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  String text() {
    return file + ":" + line + ":" + column;
  }
}
