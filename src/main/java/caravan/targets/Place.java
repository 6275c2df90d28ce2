package caravan.targets;

/**
 * Where something stands in a file.
 *
 * @param file file as the operator named it
 * @param key path of the key, empty for the whole file
 * @param line line, counted from one; 0 for the file itself
 * @param column column, counted from one; 0 for the file itself
 */
record Place(String file, String key, int line, int column) {

  /** The file as such. */
  static Place of(String file) {
    return new Place(file, "", 0, 0);
  }

  /** A key that should stand in the mapping that is here. */
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

  /** The place as text, to point at it from another problem. */
  String text() {
    return file + ":" + line + ":" + column;
  }
}
