package caravan.poll.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file that a setting names. Its attributes show whether it changed, also when an orchestrator
 * swaps the symbolic links of a mounted file.
 *
 * @param setting name of the setting, for messages
 */
record SettingFile(String setting, Path path) {

  /** Far above what a list of every public authority needs. */
  private static final int MAX_BYTES = 4 << 20;

  /** State of a file: as long as it is equal, the file is the same. */
  record Stamp(FileTime modified, long size, Object file) {}

  /** The file cannot be used; the message names the setting, the file and the remedy. */
  static final class Unusable extends IOException {

    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** The file that a setting names; an IllegalArgumentException if the value is not a path. */
  static SettingFile of(String setting, String path) {
    try {
      return new SettingFile(setting, Path.of(path));
    } catch (InvalidPathException unfit) {
      throw new IllegalArgumentException(setting + " is not the path of a file", unfit);
    }
  }

  Stamp stamp() throws Unusable {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException failed) {
      throw unreadable(failed);
    }
    if (!now.isRegularFile()) {
      throw unusable("is not a file", "Name a file");
    }
    return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
  }

  byte[] bytes() throws Unusable {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException failed) {
      throw unreadable(failed);
    }
    if (bytes.length > MAX_BYTES) {
      throw unusable("is larger than 4 MiB", "Name another file");
    }
    if (bytes.length == 0) {
      throw unusable("is empty", "Write it, or name another file");
    }
    return bytes;
  }

  /** The password in it, without the line break that editors leave at the end. */
  String password() throws Unusable {
    String text = new String(bytes(), StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    if (text.isEmpty()) {
      throw unusable("holds no password", "Write only the password into it");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw unusable("holds a line break or control character", "Write only the password into it");
    }
    return text;
  }

  private Unusable unreadable(IOException why) {
    if (why instanceof NoSuchFileException) {
      return unusable("does not exist", "Create it, or correct the path");
    }
    if (why instanceof AccessDeniedException) {
      return unusable("may not be read", "Give this process the right to read it");
    }
    return unusable("cannot be read", "Check the path and the disk or mount it is on");
  }

  /** What is wrong with it, and the remedy; neither may quote its content. */
  Unusable unusable(String what, String remedy) {
    return new Unusable(setting + ": the file " + path + " " + what + ". " + remedy + ".");
  }
}
