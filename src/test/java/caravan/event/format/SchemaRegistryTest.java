package caravan.event.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.event.UnreadableRecord;
import caravan.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The registry is another system, and may be slow, wrong or away when something is to be published.
 * Publishing must then fail soon and say why, and must succeed again when the registry does.
 */
class SchemaRegistryTest {

  private static final String SUBJECT = "caravan.events.v1-value";

  private final Registry server = Registry.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private SchemaRegistry registry(String... settings) {
    return new SchemaRegistry(server.url(), registrySettings(settings), Duration.ZERO);
  }

  private static FormatSettings.Registry registrySettings(String... settings) {
    return SettingsFixture.settings(FormatSettings.class, settings).registry();
  }

  private static int id(SchemaRegistry registry) {
    return registry.id(SUBJECT, AvroSchemas.CURRENT);
  }

  private static String refused(SchemaRegistry registry) {
    return assertThrows(RegistryException.class, () -> id(registry)).getMessage();
  }

  private List<String> lines() {
    return server.requests().stream().map(Registry.Request::line).toList();
  }

  @Test
  void schemaIsRegisteredUnderItsSubject() {
    // When
    int id = id(registry());

    // Then
    assertEquals(Registry.FIRST_ID, id);
    assertEquals(Map.of(SUBJECT, id), server.subjects());
    assertEquals(
        List.of(
            new Registry.Request(
                "POST /subjects/caravan.events.v1-value/versions",
                null,
                "application/vnd.schemaregistry.v1+json")),
        server.requests());
  }

  @Test
  void idIsAskedForOnce() {
    SchemaRegistry registry = registry();
    assertEquals(id(registry), id(registry));
    assertEquals(1, server.requests().size());
  }

  @Test
  void urlMayHaveAPath() {
    // Given
    SchemaRegistry registry =
        new SchemaRegistry(server.url() + "/apis/ccompat/v7/", registrySettings(), Duration.ZERO);

    // When
    refused(registry);

    // Then
    assertEquals(
        List.of("POST /apis/ccompat/v7/subjects/caravan.events.v1-value/versions"), lines());
  }

  @Test
  void subjectIsEncoded() {
    registry().id("a/b c-value", AvroSchemas.CURRENT);
    assertEquals(List.of("POST /subjects/a%2Fb%20c-value/versions"), lines());
  }

  @Test
  void userAndPasswordAreSent() {
    id(registry("caravan.registry.user", "reader", "caravan.registry.password", "pass:w\u00f6rd"));
    String pair = server.requests().get(0).authorization().substring("Basic ".length());
    assertEquals(
        "reader:pass:w\u00f6rd",
        new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8));
  }

  @Test
  void tokenIsSent() {
    id(registry("caravan.registry.token", "t0ken"));
    assertEquals("Bearer t0ken", server.requests().get(0).authorization());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409 | {'error_code':409,'message':'incompatible'} | status 409: the schema does not fit"
            + " the ones registered before (incompatible)",
        "401 | {'error_code':401,'message':'no'} | status 401: it refuses this client; set"
            + " caravan.registry.user and caravan.registry.password, or caravan.registry.token",
        "403 | | status 403: it refuses this client; set caravan.registry.user and"
            + " caravan.registry.password, or caravan.registry.token",
        "500 | {'error_code':50001,'message':'store'} | status 500: store",
        "503 | <html>busy</html> | status 503: ",
        "307 | | status 307: ",
      })
  void refusalIsNamed(int status, String body, String why) {
    // Given
    server.answerWith(status, body == null ? "" : body.replace('\'', '"'));

    // Then
    assertEquals(
        "the schema registry at "
            + server.url()
            + " answers /subjects/caravan.events.v1-value/versions with "
            + why,
        refused(registry("caravan.registry.token", "t0ken")).strip()
            + (why.endsWith(" ") ? " " : ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "<html/>", "{\"id\":", "{\"id\":\"seven\"}"})
  void answerWithoutAnIdIsNamed(String body) {
    server.answerWith(200, body);
    assertTrue(refused(registry()).contains("without id"), () -> refused(registry()));
  }

  @Test
  void longDetailIsCut() {
    server.answerWith(500, "{\"message\":\"" + "x".repeat(5_000) + "\"}");
    assertTrue(refused(registry()).length() < 500);
  }

  /** It holds other people's schemas, and one answer must not take the heap. */
  @Test
  void answerThatIsTooLongIsRefused() {
    server.answerWith(200, "{\"id\":1,\"schema\":\"" + "x".repeat(5 << 20) + "\"}");
    String message = refused(registry());
    assertTrue(message.endsWith(" with more than 4 MiB"), message);
  }

  @Test
  void registryThatIsAwayIsNamed() {
    server.close();
    String message = refused(registry("caravan.registry.token", "t0ken"));
    assertTrue(
        message.startsWith("the schema registry at " + server.url() + " cannot be reached ("),
        message);
    assertFalse(message.contains("t0ken"), message);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void silentRegistryIsGivenUp(boolean afterTheHeaders) {
    // Given
    if (afterTheHeaders) {
      server.fallSilentAfterTheHeaders();
    } else {
      server.fallSilent();
    }
    SchemaRegistry registry = registry("caravan.registry.timeout", "200ms");

    // When
    String message = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> refused(registry));

    // Then
    assertEquals(
        "the schema registry at " + server.url() + " does not answer within 200 ms", message);
  }

  @Test
  void registryThatRecoveredIsAskedAgain() {
    // Given
    SchemaRegistry registry = registry();
    server.answerWith(503, "");
    refused(registry);

    // When
    server.recover();

    // Then
    assertEquals(Registry.FIRST_ID, id(registry));
  }

  /** Polls side by side must not stand in line before a registry that is silent. */
  @Test
  void failureHoldsForAWhile() {
    // Given
    server.fallSilent();
    SchemaRegistry registry =
        new SchemaRegistry(
            server.url(),
            registrySettings("caravan.registry.timeout", "1s"),
            Duration.ofMinutes(1));

    // When
    List<CompletableFuture<String>> polls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      polls.add(CompletableFuture.supplyAsync(() -> refused(registry)));
    }
    List<String> messages = polls.stream().map(CompletableFuture::join).distinct().toList();

    // Then
    assertEquals(1, messages.size());
    assertEquals(1, server.requests().size());
  }

  @Test
  void failureOfOneSubjectIsNotThatOfAnother() {
    // Given
    SchemaRegistry registry =
        new SchemaRegistry(server.url(), registrySettings(), Duration.ofMinutes(1));
    server.answerWith(409, "{}");
    refused(registry);
    server.recover();

    // Then
    assertEquals(Registry.FIRST_ID, registry.id("caravan.state.v1-value", AvroSchemas.CURRENT));
    refused(registry);
  }

  @Test
  void interruptEndsTheWait() {
    // Given
    server.fallSilent();
    Thread.currentThread().interrupt();

    // Then
    assertTrue(refused(registry()).startsWith("stopped while waiting"));
    assertTrue(Thread.interrupted());
  }

  @Test
  void schemaIsReadByItsId() throws UnreadableRecord {
    int id = server.keep(AvroSchemas.CURRENT.toString());
    assertEquals(AvroSchemas.CURRENT, registry().schema(id));
  }

  @Test
  void schemaThatTheRegistryDoesNotHaveMakesTheRecordUnreadable() {
    assertEquals(
        "the record was written with schema 7, which the registry at "
            + server.url()
            + " does not have; restore it there, or set caravan.registry.url to its registry",
        assertThrows(UnreadableRecord.class, () -> registry().schema(7)).getMessage());
  }

  /** A proxy's or another service's answer says nothing of the schema. */
  @ParameterizedTest
  @ValueSource(strings = {"", "<html>no such page</html>", "{\"error_code\":404}"})
  void notFoundOfAnotherKindIsNoProof(String body) {
    server.answerWith(404, body);
    assertThrows(RegistryException.class, () -> registry().schema(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"syntax = 'proto3';", "{'type':'record'}", "{'type':'object'}"})
  void schemaThatIsNoAvroMakesTheRecordUnreadable(String text) {
    int id = server.keep(text.replace('\'', '"'));
    assertTrue(
        assertThrows(UnreadableRecord.class, () -> registry().schema(id))
            .getMessage()
            .endsWith("has, but not as an Avro schema"));
  }

  @Test
  void schemaCannotBeReadWhileTheRegistryIsAway() {
    server.close();
    assertThrows(RegistryException.class, () -> registry().schema(7));
  }
}
