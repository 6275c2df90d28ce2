package caravan.event.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.UnreadableRecord;
import caravan.event.view.ExampleEvents;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFormatsTest {

  private static final Event EVENT =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OPENED).event();

  private static EventFormats formats(String... settings) {
    return new EventFormats(SettingsFixture.settings(FormatSettings.class, settings));
  }

  @Test
  void jsonIsWrittenUnlessSaidOtherwise() {
    // When
    EventFormat written = formats().written();

    // Then
    assertEquals("application/json", written.contentType());
    assertEquals(EVENT.json(), new String(written.bytes("topic", EVENT), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro", "AVRO"})
  void avroIsWrittenOnRequest(String format) {
    // When
    EventFormat written = formats("caravan.format", format).written();

    // Then
    assertEquals("application/avro", written.contentType());
    assertEquals((byte) 0xC3, written.bytes("topic", EVENT)[0]);
  }

  @Test
  void anotherFormatStopsTheStartAndNamesThoseThereAre() {
    RuntimeException refused =
        assertThrows(RuntimeException.class, () -> formats("caravan.format", "xml"));
    assertTrue(refused.getMessage().contains("caravan.format"), refused::getMessage);
    assertTrue(refused.getMessage().contains("json"), refused::getMessage);
    assertTrue(refused.getMessage().contains("avro"), refused::getMessage);
  }

  /** A topic holds both after the setting was changed. */
  @Test
  void bothFormatsAreReadWhicheverIsWritten() throws UnreadableRecord {
    // Given
    EventFormats before = formats();
    EventFormats after = formats("caravan.format", "avro");
    byte[] json = before.written().bytes("topic", EVENT);
    byte[] avro = after.written().bytes("topic", EVENT);

    // Then
    assertEquals(before.read("application/json", json), after.read("application/json", json));
    assertEquals(before.read("application/json", json), after.read("application/avro", avro));
    assertEquals(before.read("application/json", json), before.read("application/avro", avro));
  }

  @Test
  void formatIsWhatTheHeaderSays() {
    // Given
    EventFormats formats = formats();
    byte[] json = formats.written().bytes("topic", EVENT);
    byte[] avro = formats("caravan.format", "avro").written().bytes("topic", EVENT);

    // Then
    assertEquals("the record has no header content-type", refused(formats, null, json));
    assertEquals(
        "the record has a header content-type other than application/json and application/avro",
        refused(formats, "text/plain", json));
    assertTrue(refused(formats, "application/avro", json).contains("said to be Avro"));
    assertTrue(refused(formats, "application/json", avro).contains("is not valid JSON"));
  }

  private static String refused(EventFormats formats, String contentType, byte[] value) {
    return assertThrows(UnreadableRecord.class, () -> formats.read(contentType, value))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "registry:8081, must begin with http:// or https:// and name a host",
    "ftp://registry, must begin with http:// or https:// and name a host",
    "http:///subjects, must begin with http:// or https:// and name a host",
    "http://a b, is no URL",
    "https://reader:hunter2@registry, holds a user; set caravan.registry.user and"
        + " caravan.registry.password instead",
    "https://registry/?token=hunter2, must end with its path",
    "https://registry/#hunter2, must end with its path",
  })
  void unfitUrlStopsTheStartAndIsNotQuoted(String url, String why) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> formats("caravan.registry.url", url))
            .getMessage();
    assertEquals(
        "caravan.registry.url " + why + ", for example https://registry.example.org:8081", message);
    assertFalse(message.contains("hunter2"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "user, a, token, hunter2",
    "password, hunter2, token, hunter2",
    "user, a, user, b",
    "password, hunter2, password, hunter2",
  })
  void credentialsThatDoNotFitTogetherStopTheStart(
      String one, String first, String other, String second) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    formats(
                        "caravan.registry.url",
                        "https://registry",
                        "caravan.registry." + one,
                        first,
                        "caravan.registry." + other,
                        second))
            .getMessage();
    assertTrue(message.startsWith("caravan.registry.user and caravan.registry.password"), message);
    assertFalse(message.contains("hunter2"), message);
  }

  @Test
  void registryTakesOneKindOfCredential() {
    assertEquals(
        "caravan.registry.token is set, and so is caravan.registry.user; the registry takes one",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    formats(
                        "caravan.registry.url", "https://registry",
                        "caravan.registry.user", "a",
                        "caravan.registry.password", "hunter2",
                        "caravan.registry.token", "hunter2"))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "PT0.0001S", "-5s"})
  void registryIsGivenSomeTime(String timeout) {
    String message =
        assertThrows(
                RuntimeException.class,
                () ->
                    formats(
                        "caravan.registry.url",
                        "https://registry",
                        "caravan.registry.timeout",
                        timeout))
            .getMessage();
    assertTrue(message.contains("caravan.registry.timeout"), message);
  }
}
