package caravan.normalize;

import caravan.model.Paths;
import caravan.model.Rejected;
import caravan.model.Scope;

/** Names what a record is about. */
public final class Subjects {

  /** Most characters of a subject, all of them ASCII. */
  private static final int LONGEST = 1024;

  private Subjects() {}

  /**
   * Path of the scope's resource and further segments, each of which is encoded.
   *
   * @param scope scope of the record
   * @param name vendor's name of the field that the length depends on
   * @param segments what tells the record from others of the resource
   * @throws Rejected of class {@code too_long} when no event can carry the path
   */
  public static String of(Scope scope, String name, String... segments) {
    StringBuilder subject = new StringBuilder(scope.resourceUid());
    for (String segment : segments) {
      // Encoding never shortens, so a segment that is too long as it is need not be encoded.
      if (subject.length() + segment.length() >= LONGEST) {
        throw tooLong(name);
      }
      subject.append('/').append(Paths.segment(segment));
    }
    if (!fits(subject)) {
      throw tooLong(name);
    }
    return subject.toString();
  }

  /** Whether an event can carry the subject. */
  static boolean fits(CharSequence subject) {
    return subject.length() <= LONGEST;
  }

  private static Rejected tooLong(String name) {
    return new Rejected("too_long", name, "makes a subject longer than " + LONGEST + " characters");
  }
}
