package caravan.redact;

/** Text of others on one line of a log, where it can neither forge a second one nor hide a part. */
public final class OneLine {

  private OneLine() {}

  /** The text without control and format characters, and without double quotes; never null. */
  public static String of(String text) {
    return text == null
        ? ""
        : text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").replace('"', '\'');
  }
}
