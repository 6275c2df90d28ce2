package caravan.cloud.record;

import caravan.event.Rejected;
import caravan.model.Paths;
import caravan.model.Scope;

/** Builds the subject of a record. */
public final class Subjects {

  /** Bound on a subject, which is ASCII. */
  private static final int MAX_LENGTH = 1024;

  private Subjects() {}

  /**
   * Path of the scope's resource and further segments, each of which is encoded.
   *
   * @param name vendor's name of the field that the length depends on
   * @param segments what tells the record from others of the resource
   * @throws Rejected of class {@code too_long} if the path is too long for an event
   */
  public static String of(Scope scope, String name, String... segments) {
    StringBuilder subject = new StringBuilder(scope.resourceUid());
    for (String segment : segments) {
      // Encoding never shortens, so a segment that is already too long need not be encoded.
      boolean hopeless = subject.length() + segment.length() >= MAX_LENGTH;
      subject.append('/').append(hopeless ? segment : Paths.segment(segment));
    }
    if (!fits(subject)) {
      throw new Rejected(
          "too_long", name, "makes a subject longer than " + MAX_LENGTH + " characters");
    }
    return subject.toString();
  }

  /** Whether an event can carry the subject. */
  public static boolean fits(CharSequence subject) {
    return subject.length() <= MAX_LENGTH;
  }
}
