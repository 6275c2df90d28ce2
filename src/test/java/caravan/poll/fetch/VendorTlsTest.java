package caravan.poll.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.tls.Authority;
import caravan.tls.RawServer;
import caravan.tls.TlsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is trusted, who is not, and what is said about it; against real TLS servers. */
class VendorTlsTest {

  @TempDir static Path folder;
  @TempDir Path files;

  private static Authority authority;
  private static Authority other;
  private static Authority.Issued server;
  private static Authority.Issued client;
  private static Authority.Issued rsaClient;

  private Path ca;

  @BeforeAll
  static void issue() {
    authority = Authority.in(folder, "private-authority");
    other = Authority.in(folder, "other-authority");
    server = authority.forHost("localhost");
    client = authority.issue("CN=caravan-client", "-keyalg", "EC", "-groupname", "secp384r1");
    rsaClient = authority.issue("CN=rsa-client", "-keyalg", "RSA", "-keysize", "2048");
  }

  @BeforeEach
  void write() throws IOException {
    ca = write("ca.pem", other.pem() + "Text between is no harm.\n" + authority.pem());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(files.resolve(name), text);
  }

  private static int status(CloseableHttpClient client, int port) throws IOException {
    return status(client, "localhost", port);
  }

  private static int status(CloseableHttpClient client, String host, int port) throws IOException {
    String url = "https://" + host + ":" + port;
    return client.execute(new HttpGet(url + "/"), Polled.to(url), response -> response.getCode());
  }

  /** What is said of a server that is not talked to. */
  private PollError refused(String host, int port, String... settings) throws IOException {
    try (CloseableHttpClient http = Polled.client(settings)) {
      return assertThrows(PageFailure.class, () -> status(http, host, port)).error();
    }
  }

  private PollError refused(Authority.Issued own) throws IOException {
    try (TlsServer tls = TlsServer.with(own, "{}")) {
      PollError error = refused("localhost", tls.port(), "caravan.http.ca-file", ca.toString());
      assertEquals(List.of(), tls.seen());
      return error;
    }
  }

  private static void assertTls(PollError error, boolean retryable, String... words) {
    assertEquals("transport", error.reason());
    assertEquals("tls", error.code());
    assertEquals(retryable, error.retryable());
    assertNull(error.httpStatus());
    for (String word : words) {
      assertTrue(error.message().contains(word), () -> word + " in: " + error.message());
    }
  }

  @Test
  void authorityOfTheFileIsTrusted() throws IOException {
    try (TlsServer tls = TlsServer.with(server, "{}");
        CloseableHttpClient http = Polled.client("caravan.http.ca-file", ca.toString())) {
      assertEquals(200, status(http, tls.port()));
    }
  }

  @Test
  void unknownAuthorityIsNotTrusted() throws IOException {
    try (TlsServer tls = TlsServer.with(server, "{}")) {
      PollError error = refused("localhost", tls.port());
      assertTls(error, false, "localhost:" + tls.port(), "is not trusted", "caravan.http.ca-file");
      assertEquals(List.of(), tls.seen());
    }
  }

  @Test
  void onlyTheFileIsTrustedWhenThatIsAskedFor() throws IOException {
    Path only = write("only.pem", other.pem());
    try (TlsServer tls = TlsServer.with(server, "{}")) {
      PollError error =
          refused(
              "localhost",
              tls.port(),
              "caravan.http.ca-file",
              only.toString(),
              "caravan.http.ca-only",
              "true");
      assertTls(error, false, "is not trusted", "caravan.http.ca-only");
    }
  }

  @Test
  void authoritiesOfTheRuntimeAreKeptUnlessOnlyTheFileIsAskedFor()
      throws IOException, GeneralSecurityException {
    SettingFile file = SettingFile.of("caravan.http.ca-file", ca.toString());
    int ofTheRuntime = issuers(null, false);
    assertTrue(ofTheRuntime > 10, "the Java runtime has authorities of its own");
    assertEquals(ofTheRuntime + 2, issuers(file, false));
    assertEquals(2, issuers(file, true));
  }

  private static int issuers(SettingFile file, boolean only)
      throws IOException, GeneralSecurityException {
    X509TrustManager trust = (X509TrustManager) Certificates.trusted(file, only)[0];
    return trust.getAcceptedIssuers().length;
  }

  @Test
  void certificateForAnotherHostIsNotAccepted() throws IOException {
    PollError error = refused(authority.forHost("vpn.example.org"));
    assertTls(error, false, "is for another name", "localhost", "vpn.example.org");
  }

  @Test
  void certificateOfTheRightHostIsNotAcceptedUnderItsAddress() throws IOException {
    try (TlsServer tls = TlsServer.with(server, "{}")) {
      PollError error = refused("127.0.0.1", tls.port(), "caravan.http.ca-file", ca.toString());
      assertTls(error, false, "is for another name", "127.0.0.1");
    }
  }

  @Test
  void expiredCertificateIsNotAccepted() throws IOException {
    Authority.Issued expired =
        authority.issue(
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keyalg",
            "EC",
            "-startdate",
            "-20d",
            "-validity",
            "10");
    assertTls(refused(expired), false, "has expired", "NotAfter: ", "clock");
  }

  @Test
  void certificateOfTomorrowIsNotAccepted() throws IOException {
    Authority.Issued early =
        authority.issue(
            "CN=localhost", "-ext", "san=dns:localhost", "-keyalg", "EC", "-startdate", "+2d");
    assertTls(refused(early), false, "is not valid yet", "NotBefore: ", "clock");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void versionBefore12IsNotSpoken(boolean saysSo) throws IOException {
    try (RawServer old = saysSo ? RawServer.tooOldToTalk() : RawServer.choosingOldTls()) {
      PollError error = refused("localhost", old.port(), "caravan.http.ca-file", ca.toString());
      assertTls(error, false, "no version of TLS from 1.2 on");
    }
  }

  @Test
  void serverWithoutTlsIsToldFromOneWithABadCertificate() throws IOException {
    try (RawServer plain = RawServer.plain()) {
      assertTls(refused("localhost", plain.port()), false, "does not speak TLS");
    }
  }

  @Test
  void handshakeThatBreaksOffMayBeTriedAgain() throws IOException {
    try (RawServer gone = RawServer.hangingUp()) {
      assertTls(refused("localhost", gone.port()), true, "TLS with localhost:" + gone.port());
    }
  }

  private void assertShown(String subject, String... settings) throws IOException {
    List<String> all = new ArrayList<>(List.of("caravan.http.ca-file", ca.toString()));
    all.addAll(List.of(settings));
    try (TlsServer tls = TlsServer.askingFor(client, server, "{}");
        CloseableHttpClient http = Polled.client(all.toArray(String[]::new))) {
      assertEquals(200, status(http, tls.port()));
      assertEquals(subject, tls.seen().get(0).client());
    }
  }

  @Test
  void clientCertificateIsShownToAHostThatAsksForOne() throws IOException {
    assertShown(
        "CN=caravan-client",
        "caravan.http.client-certificate",
        write("tls.crt", client.certificatePem()).toString(),
        "caravan.http.client-key",
        write("tls.key", client.keyPem()).toString());
  }

  @Test
  void olderFormOfAnEcKeyIsRead() throws IOException {
    assertShown(
        "CN=caravan-client",
        "caravan.http.client-certificate",
        write("tls.crt", client.certificatePem()).toString(),
        "caravan.http.client-key",
        write("tls.key", client.olderKeyPem()).toString());
  }

  @Test
  void olderFormOfAnRsaKeyIsReadFromTheFileOfItsCertificate() throws IOException {
    assertTrue(rsaClient.olderKeyPem().startsWith("-----BEGIN RSA PRIVATE KEY-----"));
    assertShown(
        "CN=rsa-client",
        "caravan.http.client-certificate",
        write("both.pem", rsaClient.olderKeyPem() + rsaClient.certificatePem()).toString());
  }

  @Test
  void encryptedKeyIsOpenedWithItsPassword() throws IOException {
    assertOpened("CN=caravan-client", client);
    assertOpened("CN=rsa-client", rsaClient);
  }

  private void assertOpened(String subject, Authority.Issued one) throws IOException {
    assertShown(
        subject,
        "caravan.http.client-certificate",
        write("tls.crt", one.certificatePem()).toString(),
        "caravan.http.client-key",
        write("tls.key", one.encryptedKeyPem()).toString(),
        "caravan.http.client-password-file",
        write("password", new String(Authority.Issued.password()) + "\n").toString());
  }

  private Path pkcs12() throws IOException {
    Path file = files.resolve("client.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      client.keys().store(out, Authority.Issued.password());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  @Test
  void clientCertificateIsReadFromPkcs12WithThePasswordOfAFile() throws IOException {
    Path password = write("password", new String(Authority.Issued.password()) + "\n");
    assertShown(
        "CN=caravan-client",
        "caravan.http.client-certificate",
        pkcs12().toString(),
        "caravan.http.client-password-file",
        password.toString());
  }

  @Test
  void hostThatAsksForACertificateInVainIsSaidToDoSo() throws IOException {
    try (TlsServer tls = TlsServer.askingFor(client, server, "{}", "TLSv1.2")) {
      PollError error = refused("localhost", tls.port(), "caravan.http.ca-file", ca.toString());
      assertEquals("tls", error.code());
      assertTrue(error.message().contains("caravan.http.client-certificate"), error.message());
      assertEquals(List.of(), tls.seen());
    }
  }

  @Test
  void certificateOfOursThatIsRefusedIsSaidToBe() throws IOException {
    try (RawServer tls = RawServer.refusingCertificates()) {
      PollError error = refused("localhost", tls.port());
      assertTls(error, false, "does not accept the client certificate", "bad_certificate");
    }
  }

  @Test
  void authorityThatIsReplacedIsSeenWithoutARestart() throws IOException {
    // Given
    Authority.replace(ca, other.pem());
    try (TlsServer tls = TlsServer.with(server, "{}");
        CloseableHttpClient http = Polled.client("caravan.http.ca-file", ca.toString())) {
      assertThrows(PageFailure.class, () -> status(http, tls.port()));

      // When
      Authority.replace(ca, authority.pem());

      // Then
      assertEquals(200, status(http, tls.port()));
    }
  }

  @Test
  void authorityThatIsTakenOutIsNotTrustedAnyMore() throws IOException {
    try (TlsServer before = TlsServer.with(server, "{}");
        TlsServer after = TlsServer.with(server, "{}");
        CloseableHttpClient http = Polled.client("caravan.http.ca-file", ca.toString())) {
      assertEquals(200, status(http, before.port()));
      Authority.replace(ca, other.pem());
      PageFailure failure = assertThrows(PageFailure.class, () -> status(http, after.port()));
      assertTls(failure.error(), false, "is not trusted");
    }
  }

  @Test
  void whatWasGoodStaysInForceWhileANewFileIsNot() throws IOException {
    // Given
    VendorTls tls = tls("caravan.http.ca-file", ca.toString());
    assertTrue(tls.usable());
    assertTrue(tls.problem().isEmpty());

    // When
    Authority.replace(ca, "half a fi");

    // Then
    assertTrue(tls.usable());
    assertTrue(tls.problem().orElseThrow().contains("holds no certificate"));
    Authority.replace(ca, authority.pem());
    assertTrue(tls.usable());
    assertTrue(tls.problem().isEmpty());
  }

  private static VendorTls tls(String... settings) {
    return new VendorTls(SettingsFixture.settings(HttpSettings.class, settings));
  }

  private void assertUnusable(String words, String... settings) {
    VendorTls tls = tls(settings);
    assertFalse(tls.usable());
    String problem = tls.problem().orElseThrow();
    assertTrue(problem.contains(words), problem);
    assertTrue(problem.startsWith("caravan.http."), problem);
    assertFalse(problem.contains("EXAMPLE-password"), problem);
  }

  @Test
  void fileThatIsMissingIsNamedAndNothingIsSent() throws IOException {
    String missing = files.resolve("no.pem").toString();
    assertUnusable(
        "ca-file: the file " + missing + " does not exist", "caravan.http.ca-file", missing);
    try (TlsServer server = TlsServer.with(VendorTlsTest.server, "{}")) {
      PollError error = refused("localhost", server.port(), "caravan.http.ca-file", missing);
      assertEquals("unusable_file", error.code());
      assertEquals("transport", error.reason());
      assertFalse(error.retryable());
      assertTrue(error.message().contains(missing), error.message());
    }
  }

  @Test
  void fileOfAnotherKindIsNamed() throws IOException {
    assertUnusable("holds no certificate", "caravan.http.ca-file", write("x", "x").toString());
    assertUnusable("is empty", "caravan.http.ca-file", write("e", "").toString());
    assertUnusable("is not a file", "caravan.http.ca-file", files.toString());
    String cover = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n";
    String empty = cover.formatted("AAAA");
    assertUnusable("holds a certificate", "caravan.http.ca-file", write("d", empty).toString());
    String cut = cover.formatted("A");
    assertUnusable("is damaged", "caravan.http.ca-file", write("c", cut).toString());
  }

  @Test
  void clientFilesThatDoNotFitAreNamed() throws IOException {
    String certificate = write("tls.crt", client.certificatePem()).toString();
    String name = "caravan.http.client-certificate";
    assertUnusable("holds no private key", name, certificate);
    assertUnusable(
        "holds a key that is not the certificate's",
        name,
        certificate,
        "caravan.http.client-key",
        write("other.key", authority.issue("CN=x", "-keyalg", "EC").keyPem()).toString());
    assertUnusable(
        "of another kind",
        name,
        certificate,
        "caravan.http.client-key",
        write("rsa.key", rsaClient.keyPem()).toString());
    assertUnusable(
        "holds an encrypted key",
        name,
        certificate,
        "caravan.http.client-key",
        write("enc.key", client.keyPem().replace("PRIVATE", "ENCRYPTED PRIVATE")).toString());
    String older =
        rsaClient
            .olderKeyPem()
            .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n");
    assertUnusable(
        "holds an encrypted key",
        name,
        certificate,
        "caravan.http.client-key",
        write("older.key", older).toString());
    assertUnusable(
        "holds an encrypted key that the password does not open",
        name,
        certificate,
        "caravan.http.client-key",
        write("encrypted.key", client.encryptedKeyPem()).toString(),
        "caravan.http.client-password",
        "EXAMPLE-password-of-another");
    assertUnusable("neither PEM nor PKCS#12", name, write("x", "x").toString());
    assertUnusable(
        "another password", name, pkcs12().toString(), "caravan.http.client-password", "EXAMPLE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caravan.http.ca-only=true",
        "caravan.http.client-key=key.pem",
        "caravan.http.client-password=EXAMPLE",
        "caravan.http.client-password=EXAMPLE caravan.http.client-password-file=file",
        "caravan.http.ca-file=\u0000"
      })
  void settingsThatDoNotFitTogetherStopTheStart(String settings) {
    String[] all = settings.split("[ =]");
    IllegalArgumentException unfit = assertThrows(IllegalArgumentException.class, () -> tls(all));
    assertTrue(unfit.getMessage().contains(all[0]), unfit.getMessage());
    assertFalse(unfit.getMessage().contains("EXAMPLE"), unfit.getMessage());
  }
}
