package caravan.targets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * A secret in a file, read at each use, which costs little compared to the signed request. A change
 * is never missed: time stamps are so coarse that two versions of the same length can look alike,
 * and orchestrators swap symbolic links; where one leads is compared with the rules each time.
 */
record SecretFile(Path path, PlaceholderRules rules) implements Secret.Part {

  /** Bound on a secret file, in bytes; far above any vendor's token. */
  static final int MAX_BYTES = 64 << 10;

  @Override
  public String read() throws Secret.Unreadable {
    try {
      return load();
    } catch (NoSuchFileException missing) {
      throw problem("does not exist", "Create it, or correct the path.");
    } catch (AccessDeniedException denied) {
      throw problem("may not be read", "Give this process the right to read it.");
    } catch (CharacterCodingException binary) {
      throw problem("is not UTF-8 text", "Write the secret alone into it, as plain text.");
    } catch (IOException failed) {
      throw problem("cannot be read", "Check the path and the disk or mount it is on.");
    }
  }

  private String load() throws IOException, Secret.Unreadable {
    Path file = rules.allowed(path);
    // Checked first, because opening a named pipe would wait for its writer.
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw problem("is not a file", "Name the file that holds the secret.");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw problem("is larger than 64 KiB", "Name the file that holds the secret alone.");
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    Arrays.fill(bytes, (byte) 0);
    String trimmed = text.replaceFirst("\\r?\\n\\z", "");
    if (trimmed.isBlank()) {
      throw problem("is empty", "Write the secret into it.");
    }
    return trimmed;
  }

  private Secret.Unreadable problem(String what, String remedy) {
    return new Secret.Unreadable("the file " + path + " " + what, remedy);
  }
}
