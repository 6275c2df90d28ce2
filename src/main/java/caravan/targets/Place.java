package caravan.targets;

/**
 * A position in a file.
 *
 * @param key path of the key, empty for the whole file
 * @param line counted from one, like the column; 0 for the file itself
 */
record Place(String file, String key, int line, int column) {

  /** The file as such. */
  static Place of(String file) {
    return new Place(file, "", 0, 0);
  }

  /** A key that is missing in the mapping at this place. */
  Place missing(String name) {
    return new Place(file, join(key, name), line, column);
  }

  /** Path of a key of a mapping. */
  static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** The last key of the path. */
  String name() {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** The place as text, for problems at other places. */
  String text() {
    return file + ":" + line + ":" + column;
  }
}
