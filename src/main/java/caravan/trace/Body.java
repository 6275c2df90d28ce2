package caravan.trace;

import caravan.redact.Mask;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body as text.
 *
 * @param text its text without secrets, or the beginning of it
 * @param charset how the bytes were read as text: UTF-8, or ISO-8859-1 where they are not that
 * @param bytes how many bytes it has
 * @param cut whether the text is only the beginning
 */
public record Body(String text, Charset charset, int bytes, boolean cut) {

  /** No body. */
  public static final Body NONE = new Body("", StandardCharsets.UTF_8, 0, false);

  /**
   * A body as it may be shown.
   *
   * @param bytes the body, or null
   * @param most bytes that are shown of it
   * @param mask takes the secrets out
   */
  static Body of(byte[] bytes, int most, Mask mask) {
    if (bytes == null || bytes.length == 0) {
      return NONE;
    }
    // Read with room to spare before the cut, so that no half of a secret is left at the end.
    boolean whole = bytes.length <= most;
    byte[] read = whole ? bytes : Arrays.copyOf(bytes, (int) Math.min(bytes.length, 2L * most));
    CharBuffer utf8 = whole ? utf8(bytes) : StandardCharsets.UTF_8.decode(ByteBuffer.wrap(read));
    Charset charset = utf8 == null ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    String text = utf8 == null ? new String(read, charset) : utf8.toString();
    String clean = whole ? mask.body(text) : mask.beginning(text);
    boolean cut = !whole || clean.length() > most;
    return new Body(beginning(clean, most), charset, bytes.length, cut);
  }

  /** Null when it is not UTF-8 throughout. */
  private static CharBuffer utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException other) {
      return null;
    }
  }

  private static String beginning(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
