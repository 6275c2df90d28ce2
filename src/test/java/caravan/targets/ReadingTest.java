package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of the files. */
class ReadingTest {

  private static final FileTime TIME = FileTime.fromMillis(1_000);

  @TempDir private Path folder;

  private String digest() {
    return new Reading(folder.toString()).digest();
  }

  private Path write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setLastModifiedTime(file, TIME);
    return file;
  }

  @Test
  void untouchedFilesLookTheSame() throws Exception {
    write("a.yaml", "one");
    String before = digest();
    Files.setLastModifiedTime(folder.resolve("a.yaml"), FileTime.fromMillis(2_000));
    assertEquals(before, digest());
    assertTrue(before.matches("[0-9a-f]{12}"), before);
  }

  @Test
  void otherContentOfTheSameLengthAndTimeIsAChange() throws Exception {
    write("a.yaml", "one");
    String before = digest();
    write("a.yaml", "two");
    assertNotEquals(before, digest());
  }

  @Test
  void fileThatAppearsVanishesOrIsRenamedIsAChange() throws Exception {
    write("a.yaml", "one");
    String one = digest();
    write("b.yaml", "");
    String two = digest();
    assertNotEquals(one, two);
    Files.move(folder.resolve("b.yaml"), folder.resolve("c.yaml"));
    assertNotEquals(two, digest());
    Files.delete(folder.resolve("c.yaml"));
    assertEquals(one, digest());
    Files.delete(folder.resolve("a.yaml"));
    assertNotEquals(one, digest());
  }

  /** As Kubernetes does: the file is a link to a link, and only the one behind it changes. */
  @Test
  void swappedLinkBehindTheFileIsAChange() throws Exception {
    // Given
    for (String version : new String[] {"..1", "..2"}) {
      Files.createDirectory(folder.resolve(version));
      write(version + "/a.yaml", version.equals("..1") ? "one" : "two");
    }
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data", "a.yaml"));
    String before = digest();
    assertEquals(1, new Reading(folder.toString()).documents().size());

    // When
    Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("..2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

    // Then
    assertNotEquals(before, digest());
  }

  @Test
  void missingFolderIsAReadingWithAProblemAndStaysTheSame() {
    String gone = folder.resolve("gone").toString();
    Reading reading = new Reading(gone);
    assertEquals(reading.digest(), new Reading(gone).digest());
    for (int read = 0; read < 2; read++) {
      String message =
          assertThrows(TargetsException.class, () -> Fixtures.reader().read(reading)).getMessage();
      assertEquals(
          gone + ": the file does not exist. Create it, or correct caravan.targets.", message);
    }
  }
}
