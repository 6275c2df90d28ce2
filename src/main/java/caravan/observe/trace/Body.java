package caravan.observe.trace;

import caravan.json.Beginning;
import caravan.redact.Mask;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body as text without secrets.
 *
 * @param text its text, or the beginning of it
 * @param charset charset of the bytes: UTF-8, or ISO-8859-1 if they are not valid UTF-8
 * @param bytes length of the body in bytes
 * @param cut whether the text is only the beginning
 */
public record Body(String text, Charset charset, int bytes, boolean cut) {

  /** No body. */
  public static final Body NONE = new Body("", StandardCharsets.UTF_8, 0, false);

  /** Reads a body, or null, and shows at most {@code max} bytes of it. */
  static Body of(byte[] bytes, int max, Mask mask) {
    if (bytes == null || bytes.length == 0) {
      return NONE;
    }
    // Reads beyond the cut, so that no half of a secret is left at the end.
    boolean whole = bytes.length <= max;
    byte[] read = whole ? bytes : Arrays.copyOf(bytes, (int) Math.min(bytes.length, 2L * max));
    CharBuffer utf8 = whole ? utf8(bytes) : StandardCharsets.UTF_8.decode(ByteBuffer.wrap(read));
    Charset charset = utf8 == null ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    String text = utf8 == null ? new String(read, charset) : utf8.toString();
    String clean = whole ? mask.body(text) : mask.beginning(text);
    boolean cut = !whole || clean.length() > max;
    return new Body(Beginning.of(clean, max), charset, bytes.length, cut);
  }

  /** Null if it is not valid UTF-8. */
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
}
