package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Account;
import caravan.model.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in files: read at use, read again when they change, never shown. */
class AccountCredentialsTest {

  private static final List<String> NAMES = List.of("id", "key", "token");

  @TempDir private Path folder;
  private Path secret;

  @BeforeEach
  void writeSecret() throws IOException {
    secret = Files.writeString(folder.resolve("secret"), "planted-first\n");
  }

  @Test
  void fileIsReadAgainWhenItsSizeChanges() throws Exception {
    Supplier<Credential> credentials = account("${file:" + secret + "}").credentials();
    assertEquals("planted-first", credentials.get().secretAccessKey());

    Files.writeString(secret, "planted-second");

    assertEquals("planted-second", credentials.get().secretAccessKey());
  }

  /** Written over in place, within the same tick of the file system's clock. */
  @Test
  void otherContentOfTheSameLengthAndTimeIsSeen() throws Exception {
    FileTime time = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(secret, time);
    Supplier<Credential> credentials = account("${file:" + secret + "}").credentials();
    assertEquals("planted-first", credentials.get().secretAccessKey());

    Files.writeString(secret, "planted-other\n");
    Files.setLastModifiedTime(secret, time);

    assertEquals("planted-other", credentials.get().secretAccessKey());
  }

  @Test
  void swappedLinkIsSeenEvenAtEqualTimeAndSize() throws Exception {
    // Given: how orchestrators rotate mounted secrets
    Path next = Files.writeString(folder.resolve("next"), "planted-other\n");
    FileTime time = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(secret, time);
    Files.setLastModifiedTime(next, time);
    Path link = Files.createSymbolicLink(folder.resolve("link"), secret);
    Supplier<Credential> credentials = account("${file:" + link + "}").credentials();
    assertEquals("planted-first", credentials.get().secretAccessKey());

    // When
    Path swap = Files.createSymbolicLink(folder.resolve("swap"), next);
    Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE);

    // Then
    assertEquals("planted-other", credentials.get().secretAccessKey());
  }

  /** Whoever keeps away from refused credentials asks whether they are others by now. */
  @Test
  void credentialsAreEqualUntilTheyAreRotated() throws Exception {
    Supplier<Credential> credentials = account("${file:" + secret + "}").credentials();
    Credential before = credentials.get();
    assertEquals(before, credentials.get());

    Files.writeString(secret, "planted-rotated");

    assertNotEquals(before, credentials.get());
  }

  /**
   * A folder with key id, secret and token is swapped again and again, once while each reading.
   * Each version has values of its own, so a mixture would show.
   */
  @Test
  void folderThatIsSwappedIsNeverMixedWithTheOneBefore() throws Exception {
    // Given
    swap(0);
    Path data = folder.resolve("..data");
    Secret[] parts = new Secret[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          new Secret(List.of(new SecretFile(data.resolve(NAMES.get(i)), PlaceholderRules.NONE)));
    }
    AccountCredentials credentials = new AccountCredentials("c", parts[0], parts[1], parts[2]);
    AtomicInteger reads = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Void> rotation =
        thread.submit(
            () -> {
              for (int version = 1; version <= 300; version++) {
                swap(version);
                int before = reads.get();
                while (reads.get() == before && !over.get()) {
                  Thread.onSpinWait();
                }
              }
              return null;
            });

    // When
    Set<String> seen = new HashSet<>();
    try {
      while (!rotation.isDone()) {
        Credential one = credentials.get();
        String version = one.accessKeyId();
        assertEquals(version, one.secretAccessKey());
        assertEquals(version, one.securityToken());
        seen.add(version);
        reads.incrementAndGet();
      }
    } finally {
      over.set(true);
      thread.shutdownNow();
    }

    // Then
    assertNull(rotation.get());
    assertTrue(seen.size() > 100, seen::toString);
    assertEquals("version-300", credentials.get().securityToken());
  }

  private void swap(int version) throws IOException {
    Path next = Files.createDirectory(folder.resolve("..v" + version));
    for (String name : NAMES) {
      Files.writeString(next.resolve(name), "version-" + version);
    }
    Path link = Files.createSymbolicLink(folder.resolve("..next"), next.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void onlyOneNewlineIsTrimmed() throws Exception {
    Supplier<Credential> credentials = account("${file:" + secret + "}").credentials();

    Files.writeString(secret, "planted\r\n");
    assertEquals("planted", credentials.get().secretAccessKey());

    Files.writeString(secret, "planted\n\n");
    assertEquals(
        "credentials of account c: secretAccessKey: the value holds a line break or control"
            + " character",
        assertThrows(IllegalStateException.class, credentials::get).getMessage());
  }

  @Test
  void fileMayBePartOfAValue() throws Exception {
    Account account = account("a-${file:" + secret + "}-${SECRET}");

    assertEquals(
        "a-planted-first-planted-secret-of-the-environment",
        account.credentials().get().secretAccessKey());
  }

  @Test
  void relativeFileStartsFromTheFolderOfTheTargetsFile() throws Exception {
    Path targets = Files.writeString(folder.resolve("targets.yaml"), text("${file:secret}"));

    Account account = Fixtures.reader().read(new Reading(targets.toString())).get(0).account();

    assertEquals("planted-first", account.credentials().get().secretAccessKey());
  }

  @Test
  void fileThatVanishesLaterIsNamedWithItsAccount() throws Exception {
    Supplier<Credential> credentials = account("${file:" + secret + "}").credentials();
    var unused = credentials.get();

    Files.delete(secret);

    IllegalStateException failure = assertThrows(IllegalStateException.class, credentials::get);
    assertEquals(
        "credentials of account c: secretAccessKey: the file " + secret + " does not exist",
        failure.getMessage());
    assertNull(failure.getCause());
  }

  @Test
  void fileThatComesBackIsReadAgain() throws Exception {
    Supplier<Credential> credentials = account("${file:" + secret + "}").credentials();
    Files.writeString(secret, "");
    assertThrows(IllegalStateException.class, credentials::get);

    Files.writeString(secret, "planted-back");

    assertEquals("planted-back", credentials.get().secretAccessKey());
  }

  @Test
  void unusableFilesAreProblemsThatNameTheFile() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0x41});
    Path large = Files.write(folder.resolve("large"), new byte[SecretFile.MAX_BYTES + 1]);

    assertEquals("the file " + empty + " is empty", problem(empty));
    assertEquals("the file " + binary + " is not UTF-8 text", problem(binary));
    assertEquals("the file " + large + " is larger than 64 KiB", problem(large));
    assertEquals("the file " + folder + " is not a file", problem(folder));
    assertEquals("the file " + folder + "/none does not exist", problem(folder.resolve("none")));
  }

  @Test
  void noTextFormShowsASecret() throws Exception {
    Account account = account("x-${file:" + secret + "}${SECRET}");

    String shown =
        account
            + " "
            + account.credentials()
            + " "
            + ((AccountCredentials) account.credentials()).secretAccessKey()
            + " "
            + account.credentials().get();

    assertFalse(shown.contains("planted"), shown);
    assertTrue(shown.contains("AccountCredentials[c]"), shown);
  }

  @Test
  void accountsAreEqualWhenTheirSecretsComeFromTheSamePlaces() throws Exception {
    assertEquals(account("${file:" + secret + "}"), account("${file:" + secret + "}"));
    assertEquals(
        account("${file:" + secret + "}").hashCode(), account("${file:" + secret + "}").hashCode());
    assertNotEquals(account("${file:" + secret + "}"), account("planted-first"));
  }

  private static Account account(String secretAccessKey) throws TargetsException {
    return Fixtures.targets(text(secretAccessKey)).get(0).account();
  }

  private static String problem(Path file) {
    List<Problem> problems = Fixtures.problems(text("${file:" + file + "}"));
    assertEquals("accounts.c.secretAccessKey", problems.get(0).key());
    return problems.get(0).message();
  }

  private static String text(String secretAccessKey) {
    return "accounts:\n"
        + "  c: {vendor: ctyun, accountId: \"4\", accessKeyId: id, secretAccessKey: \""
        + secretAccessKey
        + "\"}\n"
        + "targets:\n"
        + "  - {api: ctyun-mongodb-accounts, account: c, resources: [a]}\n";
  }
}
