package caravan.cloud.record;

import static caravan.cloud.record.Normalized.vendorRecord;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Ids;
import caravan.event.Raw;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

  @Test
  void recordIsCanonicalTextWithItsHash() {
    Raw raw = Normalized.raw(vendorRecord("{\"b\": 1.0, \"a\": [ null, \"é\" ]}"));
    assertEquals("{\"a\":[null,\"é\"],\"b\":1}", raw.record());
    assertEquals(Ids.sha256(raw.record()), raw.sha256());
    assertFalse(raw.truncated());
  }

  @Test
  void bigIntegersKeepTheirDigits() {
    String digits = "123456789012345678901234567890";
    assertEquals(
        "{\"n\":" + digits + "}", Normalized.raw(vendorRecord("{\"n\":" + digits + "}")).record());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "Password",
        "PASSWORD",
        "db_password",
        "root-Pass-word",
        "passwd",
        "pwd",
        "passphrase",
        "secret",
        "SecretKey",
        "client.secret",
        "token",
        "SecurityToken",
        "x-auth-token",
        "credential",
        "Credentials",
        "access_key",
        "AccessKeyId",
        "access key",
        "ACCESS-KEY",
        "privateKey",
        "private_key",
        "Private\u200bKey"
      })
  void membersWithSecretNamesAreHidden(String name) {
    ObjectNode node = vendorRecord("{\"keep\":1}");
    node.put(name, "s3cret");
    assertEquals("[redacted]", RecordRedaction.of(node).get(name).textValue());

    node.putObject(name).put("inner", "s3cret");
    assertFalse(Normalized.raw(node).record().contains("s3cret"));
    assertTrue(Normalized.raw(node).record().contains("\"keep\":1"));
  }

  @ParameterizedTest
  @CsvSource({
    "PasswordExpireTime, '\"2026-03-01 10:00:00\"'",
    "ConsolePasswordUpdateTime, '\"2026-03-01T10:00:00Z\"'",
    "ConsolePassUpdateTime, '\"2026-03-01T10:00:00Z\"'",
    "password_changed_at, '\"2026-03-01T10:00:00.123+08:00\"'",
    "PasswordLastModified, '\"2026-03-01\"'",
    "passwordexpiretime, 1772359200",
    "tokenTimestamp, 1772359200123",
    "token-expires, '\"1772359200\"'",
    "pwd_update_date, '\"0000-00-00 00:00:00\"'",
    "secretExpiry, '\"\"'",
    "accessKeyLastUsed, null",
    "PasswordExpireTime, 0"
  })
  void timesOfSecretsAreShown(String name, String value) {
    ObjectNode node = vendorRecord("{\"" + name + "\":" + value + "}");
    assertSame(node, RecordRedaction.of(node));
  }

  /** A secret behind the name of a time, or something like a time behind that of a secret. */
  @ParameterizedTest
  @CsvSource({
    "PasswordExpireTime, '\"hunter2\"'",
    "PasswordExpireTime, '\"2026-03-01 10:00:00 hunter2\"'",
    "PasswordExpireTime, '\"1772359200177235920017723592001772359200\"'",
    "PasswordExpireTime, 123456",
    "PasswordExpireTime, 9772359200",
    "PasswordExpireTime, true",
    "PasswordExpireTime, '{\"a\":\"2026-03-01\"}'",
    "passwordExpireTime, '[1772359200]'",
    "password, '\"2026-03-01\"'",
    "password, 1772359200",
    "passwordOneTime, 1772359200",
    "one_time_password, 1772359200",
    "passwordFormat, 1772359200",
    "PasswordUpdate, 1772359200",
    "secretcat, 1772359200"
  })
  void whatMayBeASecretStaysHidden(String name, String value) {
    ObjectNode node = vendorRecord("{\"" + name + "\":" + value + "}");
    assertEquals("[redacted]", RecordRedaction.of(node).get(name).textValue());
  }

  @Test
  void plainMembersAreShownButNotTheirUrlsAndKeys() {
    ObjectNode node =
        vendorRecord(
            """
            {"SecretType": "SM2", "secrettype": "s3cret", "a": [{"TokenMode": {"TokenUrl": "h?s3cret"}}],
             "TokenMode": "-----BEGIN PRIVATE KEY-----s3cret"}
            """);
    assertEquals(
        "{\"SecretType\":\"SM2\",\"TokenMode\":\"[redacted]\","
            + "\"a\":[{\"TokenMode\":{\"TokenUrl\":\"[redacted]\"}}],\"secrettype\":\"[redacted]\"}",
        Records.published(RecordRedaction.of(node, List.of("SecretType", "TokenMode"))).record());
  }

  @Test
  void privateKeyIsHiddenWhateverItsMemberIsCalled() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\\ns3cret\\n-----END RSA PRIVATE KEY-----";
    ObjectNode node =
        vendorRecord(
            "{\"note\":\"see "
                + key
                + "\",\"CertUrl\":\""
                + key
                + "\",\"list\":[\"-----BEGIN PRIVATE KEY-----s3cret\"],\"keep\":1}");
    assertEquals(
        "{\"CertUrl\":\"[redacted]\",\"keep\":1,\"list\":[\"[redacted]\"],"
            + "\"note\":\"see [redacted]\"}",
        Normalized.raw(node).record());
    assertEquals(RecordRedaction.of(node), RecordRedaction.of(RecordRedaction.of(node)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass", "key", "secre", "tok en!", "user", "accessible", "private"})
  void otherNamesAreNot(String name) {
    ObjectNode node = vendorRecord("{}");
    node.put(name, "plain");
    // "tok en!" is the word token with a separator inside.
    assertEquals(name.startsWith("tok"), !Normalized.raw(node).record().contains("plain"));
  }

  @Test
  void secretsAreHiddenAtAnyDepth() {
    ObjectNode node =
        vendorRecord(
            """
            {"a": [1, {"b": {"Token": {"deep": ["s3cret"]}}}, [{"secret": 5, "url": "h/x?s3cret"}]],
             "link": "https://u:s3cret@host/p?q=s3cret", "c": true}
            """);
    String before = node.toString();

    assertEquals(
        "{\"a\":[1,{\"b\":{\"Token\":\"[redacted]\"}},"
            + "[{\"secret\":\"[redacted]\",\"url\":\"h/x\"}]],"
            + "\"c\":true,\"link\":\"https://host/p\"}",
        Normalized.raw(node).record());
    assertEquals(before, node.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "CertUrl, host/a?sign=s3cret, host/a",
    "cert_url, u:s3cret@host/a, host/a",
    "DownloadURI, '?s3cret', [redacted]",
    "note, https://host/a?s3cret, https://host/a",
    "note, see https://u:s3cret@host, [redacted]",
    "note, mongodb://u:s3cret@host:27017/admin, mongodb://host:27017/admin",
    "note, what? yes, what? yes",
    "urls, what? yes, what? yes"
  })
  void urlsLoseTheirCredentialsWhereverTheyStand(String name, String text, String published) {
    ObjectNode node = vendorRecord("{}");
    node.put(name, text);
    assertEquals(published, RecordRedaction.of(node).get(name).textValue());
  }

  @Test
  void everythingBelowAUrlNameIsAUrl() {
    assertEquals(
        "{\"CertUrl\":{\"a\":[\"h/x\"]}}",
        Normalized.raw(vendorRecord("{\"CertUrl\":{\"a\":[\"h/x?s3cret\"]}}")).record());
  }

  @Test
  void recordWithoutSecretsIsNotCopied() {
    ObjectNode node = vendorRecord("{\"a\":[{\"b\":\"c\"}],\"url\":\"https://host/a\",\"d\":\"\"}");
    assertSame(node, RecordRedaction.of(node));
  }

  @Test
  void redactingTwiceChangesNothingMore() {
    ObjectNode node = vendorRecord("{\"url\":\"?x\",\"token\":1,\"b\":\"https://u@h/?x\"}");
    assertEquals(RecordRedaction.of(node), RecordRedaction.of(RecordRedaction.of(node)));
  }

  @Test
  void recordThatFitsExactlyIsNotCut() {
    String json = "{\"a\":\"" + "x".repeat(Records.MAX_BYTES - 8) + "\"}";
    Raw raw = Normalized.raw(vendorRecord(json));
    assertEquals(Records.MAX_BYTES, raw.record().length());
    assertEquals(json, raw.record());
    assertFalse(raw.truncated());
  }

  @ParameterizedTest
  @CsvSource({"x, 1", "é, 2", "用, 3", "😀, 4", "\u202e, 3"})
  void recordIsCutBetweenCharactersAndHashedAsPublished(String character, int bytes) {
    for (int shift = 0; shift < bytes; shift++) {
      String text = "y".repeat(shift) + character.repeat(Records.MAX_BYTES / bytes + 10);
      ObjectNode node = vendorRecord("{}");
      node.put("a", text);

      Raw raw = Normalized.raw(node);

      assertTrue(raw.truncated());
      int size = raw.record().getBytes(StandardCharsets.UTF_8).length;
      assertTrue(size <= Records.MAX_BYTES && size > Records.MAX_BYTES - bytes, "size " + size);
      assertEquals(("{\"a\":\"" + text).substring(0, raw.record().length()), raw.record());
      assertFalse(Character.isHighSurrogate(raw.record().charAt(raw.record().length() - 1)));
      assertEquals(Ids.sha256(raw.record()), raw.sha256());
    }
  }

  @Test
  void megabytesAreCutToo() {
    ObjectNode node = vendorRecord("{}");
    node.put("a", "z".repeat(10_000_000));
    assertEquals(Records.MAX_BYTES, Normalized.raw(node).record().length());
  }

  @Test
  void anyJsonValueCanBePublished() {
    assertEquals("\"https://h/\"", Normalized.raw(TextNode.valueOf("https://u:p@h/?x")).record());
  }

  @Test
  void manyDifferentNamesAreStillJudged() {
    ObjectNode node = vendorRecord("{}");
    for (int i = 0; i < 3000; i++) {
      node.put("field" + i, "plain");
      node.put("token" + i, "s3cret");
    }
    node.put("x".repeat(100) + "Secret", "s3cret");
    assertFalse(RecordRedaction.of(node).toString().contains("s3cret"));
    assertTrue(RecordRedaction.of(node).toString().contains("\"field2999\":\"plain\""));
  }
}
