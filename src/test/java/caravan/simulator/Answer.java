package caravan.simulator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * What the simulator sends back, and how badly. Answers are immutable: each method returns a
 * changed copy, so one can be scripted for several calls.
 */
public final class Answer {

  /** How the bytes travel: a pause before them, a pause between them, an early end. */
  private record Delivery(
      Duration delay, int dripBytes, Duration dripEvery, int cutAfter, boolean gzip) {

    private static final int UNCUT = -1;
    private static final Delivery PLAIN =
        new Delivery(Duration.ZERO, 0, Duration.ZERO, UNCUT, false);
  }

  /** What is said; both bodies null: whatever the cloud itself would say. */
  private record Content(
      int status, Map<String, String> headers, byte[] bytes, Supplier<InputStream> stream) {

    private static final Content NORMAL = new Content(200, Map.of(), null, null);
    private static final Content NOTHING = new Content(0, Map.of(), null, null);
  }

  private final Content content;
  private final Delivery delivery;

  private Answer(Content content, Delivery delivery) {
    this.content = content;
    this.delivery = delivery;
  }

  /** What the cloud itself says to this call; add delays and faults to taste. */
  public static Answer normal() {
    return new Answer(Content.NORMAL, Delivery.PLAIN);
  }

  /**
   * A JSON answer unless a header says otherwise.
   *
   * @param status HTTP status
   * @param body body, sent as UTF-8
   */
  public static Answer of(int status, String body) {
    return of(status, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An answer of exactly these bytes.
   *
   * @param status HTTP status
   * @param body body
   */
  public static Answer of(int status, byte[] body) {
    return new Answer(new Content(status, Map.of(), body.clone(), null), Delivery.PLAIN);
  }

  /**
   * An answer of unknown length, sent in chunks as it is read.
   *
   * @param status HTTP status
   * @param body opens the body, once per call
   */
  public static Answer stream(int status, Supplier<InputStream> body) {
    return new Answer(new Content(status, Map.of(), null, body), Delivery.PLAIN);
  }

  /**
   * An answer that repeats a text until the client has had enough.
   *
   * @param status HTTP status
   * @param start how the body begins
   * @param repeated what follows, without end
   */
  public static Answer endless(int status, String start, String repeated) {
    byte[] head = start.getBytes(StandardCharsets.UTF_8);
    byte[] tail = repeated.getBytes(StandardCharsets.UTF_8);
    return stream(status, () -> new Endless(head, tail));
  }

  /** No answer: the connection is closed as soon as the request has been read. */
  public static Answer hangUp() {
    return new Answer(Content.NOTHING, Delivery.PLAIN);
  }

  /**
   * Sends the client elsewhere.
   *
   * @param location absolute URL
   */
  public static Answer redirect(String location) {
    return of(302, "").header("Location", location);
  }

  /**
   * Sets a header. {@code Date} cannot be set: the JDK's server always writes the real time.
   *
   * @param name header
   * @param value value
   */
  public Answer header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(content.headers);
    more.put(name, value);
    return new Answer(
        new Content(
            content.status, Collections.unmodifiableMap(more), content.bytes, content.stream),
        delivery);
  }

  /**
   * Waits before the first byte.
   *
   * @param wait how long
   */
  public Answer after(Duration wait) {
    return delivered(
        new Delivery(
            wait, delivery.dripBytes, delivery.dripEvery, delivery.cutAfter, delivery.gzip));
  }

  /**
   * Sends the body a few bytes at a time.
   *
   * @param count bytes at a time
   * @param every pause after each
   */
  public Answer drip(int count, Duration every) {
    return delivered(new Delivery(delivery.delay, count, every, delivery.cutAfter, delivery.gzip));
  }

  /**
   * Announces the whole body, sends only its beginning and closes the connection.
   *
   * @param count bytes to send before closing
   */
  public Answer cut(int count) {
    return delivered(
        new Delivery(delivery.delay, delivery.dripBytes, delivery.dripEvery, count, delivery.gzip));
  }

  /** Compresses the body and says so, whatever the client accepts. */
  public Answer gzip() {
    return delivered(
        new Delivery(
            delivery.delay, delivery.dripBytes, delivery.dripEvery, delivery.cutAfter, true));
  }

  private Answer delivered(Delivery changed) {
    return new Answer(content, changed);
  }

  /** HTTP status. */
  public int status() {
    return content.status;
  }

  /** Body as UTF-8 text; null when the length is not known beforehand. */
  public String text() {
    return content.bytes == null ? null : new String(content.bytes, StandardCharsets.UTF_8);
  }

  /** Takes the content of a cloud's answer and keeps the headers and faults of this one. */
  Answer carrying(Answer normal) {
    Answer merged = new Answer(normal.content, delivery);
    for (Map.Entry<String, String> header : content.headers.entrySet()) {
      merged = merged.header(header.getKey(), header.getValue());
    }
    return merged;
  }

  boolean isNormal() {
    return content.status == 200 && !hasLength() && content.stream == null;
  }

  boolean hangsUp() {
    return content.status == 0;
  }

  Map<String, String> headers() {
    return content.headers;
  }

  Duration delay() {
    return delivery.delay;
  }

  int dripBytes() {
    return delivery.dripBytes;
  }

  Duration dripEvery() {
    return delivery.dripEvery;
  }

  boolean isCut() {
    return delivery.cutAfter != Delivery.UNCUT;
  }

  int cutAfter() {
    return delivery.cutAfter;
  }

  boolean isGzip() {
    return delivery.gzip;
  }

  /** Whether the length is known before the body is sent. */
  boolean hasLength() {
    return content.bytes != null;
  }

  /** The whole body when {@link #hasLength()}, uncompressed. */
  byte[] plainBytes() {
    return content.bytes;
  }

  /** Bytes on the wire when {@link #hasLength()}. */
  byte[] wireBytes() {
    if (!delivery.gzip) {
      return content.bytes;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content.bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not compress an answer", e);
    }
    return packed.toByteArray();
  }

  /** The body of unknown length, uncompressed. */
  InputStream open() {
    return hasLength() ? new ByteArrayInputStream(content.bytes) : content.stream.get();
  }

  private static final class Endless extends InputStream {

    private final byte[] head;
    private final byte[] tail;
    private long position;

    Endless(byte[] head, byte[] tail) {
      this.head = head;
      this.tail = tail;
    }

    @Override
    public int read() {
      long at = position++;
      byte next =
          at < head.length ? head[(int) at] : tail[(int) ((at - head.length) % tail.length)];
      return next & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      for (int i = 0; i < length; i++) {
        buffer[offset + i] = (byte) read();
      }
      return length;
    }
  }
}
