package caravan.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Reads decisions off an input, so that a changed byte is a changed value and not a broken text.
 * Behind the end of the input every decision is the first one.
 */
public final class Choices {

  private static final long LAST_MILLI = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
  private static final long FIRST_MILLI = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final int MAX_DEPTH = 5;
  private static final int MAX_NAME = 2_000;
  private static final int SAMPLED = 8;

  /** Text that means something to somebody, and text that should not. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "-",
          "a/b",
          "alice",
          "admin",
          "root",
          "10.0.0.1",
          "10.8.*.*",
          "100.***.***.100",
          "10.0.0.1:443",
          "[2001:db8::1]:22",
          "::ffff:1.2.3.4",
          "fe80::1%eth0",
          "0",
          "1",
          "-1",
          "9223372036854775807",
          "9223372036854775808",
          "1559125519",
          "1559125519000",
          "2024-06-17T02:58:27.213Z",
          "2024-06-17 02:58:27",
          "2024-06-17T02:58:27.123456789+08:00",
          "0000-00-00 00:00:00",
          "9999-12-31 23:59:59",
          "http://u:p@host/a?sign=x#y",
          "//host/path",
          "see https://u:p@host/a?b and http://c@d",
          "[redacted]",
          "null",
          "NaN",
          "\u0000",
          "\u001f\u007f\u0085\u2028",
          "\ud800",
          "\udc00x\ud83d",
          "\ud83d\ude00\u7528\u6237",
          "\u202egnp.exe",
          "e\u0301");

  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          1_559_125_519L,
          1_559_125_519_000L,
          253_402_300_800L,
          (long) Integer.MAX_VALUE,
          Integer.MAX_VALUE + 1L,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private static final List<String> DECIMALS =
      List.of("0.0", "1.0", "13.5", "1e3", "1e21", "1e400", "-1e400", "1e-400", "1e999999999");

  private static final List<String> NAMES =
      List.of("role", "db", "password", "accessKey", "url", "CertUri", "user", "", "\ud83d", "a.b");

  /** Most characters that an input gets by repeating some; enough for every bound of a record. */
  private static final int MAX_REPEATED = 150_000;

  private final byte[] bytes;
  private int at;
  private int repeated;

  /** Decisions of an input. */
  public Choices(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Inputs to start from, for a target whose inputs are decisions. They are always the same. */
  public static List<byte[]> seeds() {
    Random random = new Random(20_260_131);
    List<byte[]> seeds = new ArrayList<>();
    for (int length = 16; length <= 1024; length *= 2) {
      byte[] few = new byte[length];
      byte[] any = new byte[length];
      random.nextBytes(any);
      for (int i = 0; i < length; i++) {
        few[i] = (byte) random.nextInt(6);
      }
      seeds.add(few);
      seeds.add(any);
    }
    return seeds;
  }

  /** Whether an input is one of the few, always the same, whose result is held against a schema. */
  public static boolean sampled(byte[] input) {
    return Arrays.hashCode(input) % SAMPLED == 0;
  }

  private int next() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }

  /** A number from 0 to less than {@code bound}, which is at most 65,536. */
  public int below(int bound) {
    int number = bound > 256 ? next() << 8 | next() : next();
    return number % bound;
  }

  /** Yes or no; no behind the end. */
  public boolean yes() {
    return (next() & 1) != 0;
  }

  /** One of some values. */
  public <T> T one(List<T> of) {
    return of.get(below(of.size()));
  }

  /** A number, more often than not a remarkable one. */
  public long number() {
    int choice = below(NUMBERS.size() + 4);
    if (choice < NUMBERS.size()) {
      return NUMBERS.get(choice);
    }
    long number = 0;
    for (int i = choice - NUMBERS.size(); i >= 0; i--) {
      number = number << 16 | below(65_536);
    }
    return number;
  }

  /** A moment of the years 0000 to 9999, in milliseconds. */
  public Instant instant() {
    long span = LAST_MILLI - FIRST_MILLI + 1;
    return Instant.ofEpochMilli(FIRST_MILLI + Math.floorMod(number() - FIRST_MILLI, span));
  }

  /** Text of any characters, unpaired surrogates too. Few texts are long. */
  public String text() {
    int form = next();
    if (form < 2 * TEXTS.size()) {
      return TEXTS.get(form / 2);
    }
    if (form < 250) {
      return characters(next() % 64, form >= 200);
    }
    String few = characters(1 + next() % 4, true);
    int times = form < 254 ? next() * 8 : next() * 200;
    times = Math.min(times, (MAX_REPEATED - repeated) / few.length());
    repeated += times * few.length();
    return few.repeat(times);
  }

  private String characters(int count, boolean wide) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append((char) (wide ? below(65_536) : next()));
    }
    return text.toString();
  }

  /** Any JSON value. */
  public JsonNode json() {
    return json(0);
  }

  private JsonNode json(int depth) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    return switch (below(depth < MAX_DEPTH ? 10 : 8)) {
      case 0 -> factory.nullNode();
      case 1 -> factory.booleanNode(yes());
      case 2 -> factory.numberNode(number());
      case 3 -> factory.numberNode(new BigDecimal(one(DECIMALS)));
      case 4 ->
          factory.numberNode(BigInteger.valueOf(number()).multiply(BigInteger.valueOf(number())));
      case 8 -> object(depth);
      case 9 -> array(depth);
      default -> factory.textNode(text());
    };
  }

  private ArrayNode array(int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = next() % 8; i > 0; i--) {
      array.add(json(depth + 1));
    }
    return array;
  }

  private ObjectNode object(int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = next() % 8; i > 0; i--) {
      object.set(yes() ? name(text()) : one(NAMES), json(depth + 1));
    }
    return object;
  }

  /** Parsers take longer names for an attack. */
  private static String name(String text) {
    return text.substring(0, Math.min(text.length(), MAX_NAME));
  }

  /** A record like a good one: some members are left out, some are others, some are added. */
  public ObjectNode like(ObjectNode good) {
    ObjectNode vendorRecord = good.deepCopy();
    for (String name : names(good)) {
      switch (below(8)) {
        case 1 -> vendorRecord.remove(name);
        case 2, 3 -> vendorRecord.put(name, text());
        case 4 -> vendorRecord.put(name, number());
        case 5 -> vendorRecord.set(name, json());
        default -> {
          // It stays as it is.
        }
      }
    }
    if (below(8) == 7) {
      vendorRecord.setAll(object(1));
    }
    return vendorRecord;
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What is left of the input, as it is. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
    at = bytes.length;
    return rest;
  }

  /** An input whose first decisions are given and whose {@link #rest} is given too. */
  public static byte[] input(byte[] rest, int... decisions) {
    ByteBuffer input = ByteBuffer.allocate(decisions.length + rest.length);
    for (int decision : decisions) {
      input.put((byte) decision);
    }
    return input.put(rest).array();
  }
}
