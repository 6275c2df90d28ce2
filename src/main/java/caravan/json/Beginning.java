package caravan.json;

/** The beginning of a text that is too long. */
public final class Beginning {

  private Beginning() {}

  /** At most so many UTF-16 code units of a text, without half a character at the end. */
  public static String of(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    boolean splitsPair =
        Character.isHighSurrogate(text.charAt(max - 1))
            && Character.isLowSurrogate(text.charAt(max));
    return text.substring(0, splitsPair ? max - 1 : max);
  }
}
