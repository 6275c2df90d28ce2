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
 * A file that a setting names. Whether it changed is told by its attributes, which also shows the
 * swapped symbolic links by which orchestrators rotate mounted files.
 *
 * @param setting name of the setting, for messages
 * @param path where it is
 */
record SettingFile(String setting, Path path) {

  /** Far above what a list of every public authority needs. */
  private static final int MAX_BYTES = 4 << 20;

  /** State of a file: as long as it is equal, the file is the same. */
  record Stamp(FileTime modified, long size, Object file) {}

  /**
   * The file that a setting names.
   *
   * @throws IllegalArgumentException when the value is no path; names the setting
   */
  static SettingFile of(String setting, String path) {
    try {
      return new SettingFile(setting, Path.of(path));
    } catch (InvalidPathException unfit) {
      throw new IllegalArgumentException(setting + " is not the path of a file", unfit);
    }
  }

  /**
   * Its present state.
   *
   * @throws UnusableFile when there is no such file
   */
  Stamp stamp() throws UnusableFile {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!now.isRegularFile()) {
        throw unusable("is not a file", "Name a file");
      }
      return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (UnusableFile known) {
      throw known;
    } catch (IOException failed) {
      throw unreadable(failed);
    }
  }

  /**
   * What is in it.
   *
   * @throws UnusableFile when it cannot be read, is empty, or is beyond all reason
   */
  byte[] bytes() throws UnusableFile {
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

  /**
   * The password in it, without the line break that editors leave at the end.
   *
   * @throws UnusableFile as for {@link #bytes()}, or when it holds no password
   */
  String password() throws UnusableFile {
    String text = new String(bytes(), StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    if (text.isEmpty()) {
      throw unusable("holds no password", "Write the password alone into it");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw unusable("holds a line break or control character", "Write the password alone into it");
    }
    return text;
  }

  private UnusableFile unreadable(IOException why) {
    if (why instanceof NoSuchFileException) {
      return unusable("does not exist", "Create it, or correct the path");
    }
    if (why instanceof AccessDeniedException) {
      return unusable("may not be read", "Give this process the right to read it");
    }
    return unusable("cannot be read", "Check the path and the disk or mount it is on");
  }

  /** What is wrong with it, and what to do; never anything of what is in it. */
  UnusableFile unusable(String what, String remedy) {
    return new UnusableFile(setting + ": the file " + path + " " + what + ". " + remedy + ".");
  }
}
