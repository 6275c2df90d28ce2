package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.poll.HeldMemory;
import caravan.poll.Poll;
import caravan.poll.ReplyBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * Reads each answer in full while its connection is open, within a size and a time. The client
 * itself only limits the time between two packets, so a body, header or handshake that trickles
 * would never end. It also drains a body that is closed early, which may have no end. Here the
 * connection is discarded instead.
 */
final class BodyReader implements ExecChainHandler {

  /** As much of an overlong body as a dead letter can carry, with room for cutting. */
  private static final int MAX_KEPT = 128 * 1024;

  /** Not what the client would offer by itself, which depends on the jars beside it. */
  private static final String ENCODINGS = "gzip, x-gzip, deflate";

  /** Steps in which memory is acquired and filled; each is twice the one before. */
  private static final int FIRST_STEP = 16 * 1024;

  private static final int MAX_STEP = 1024 * 1024;

  /** What is no page of a list is small. */
  private static final int MAX_WITHOUT_POLL = 256 * 1024;

  private final int maxBytes;
  private final Duration timeout;

  BodyReader(int maxBytes, Duration timeout) {
    this.maxBytes = maxBytes;
    this.timeout = timeout;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!request.containsHeader(HttpHeaders.ACCEPT_ENCODING)) {
      request.setHeader(HttpHeaders.ACCEPT_ENCODING, ENCODINGS);
    }
    long end = System.nanoTime() + timeout.toNanos();
    CompletableFuture<Void> deadline =
        new CompletableFuture<Void>().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> unused = deadline.exceptionally(expired -> abort(scope));
    try {
      ClassicHttpResponse response = read(chain.proceed(request, scope), scope, end);
      if (deadline.isCompletedExceptionally()) {
        // The body may look complete only because its connection was closed.
        throw late(null);
      }
      return response;
    } catch (IOException | HttpException | RuntimeException failure) {
      if (deadline.isCompletedExceptionally() && !(failure instanceof PageFailure)) {
        throw late(failure);
      }
      throw failure;
    } finally {
      deadline.complete(null);
    }
  }

  private SocketTimeoutException late(Exception how) {
    SocketTimeoutException late =
        new SocketTimeoutException("the answer did not end within " + timeout.toMillis() + " ms");
    late.initCause(how);
    return late;
  }

  /** Ends the request from outside, in whatever phase it is stuck. */
  private static Void abort(ExecChain.Scope scope) {
    if (scope.originalRequest instanceof Cancellable request) {
      request.cancel();
    }
    scope.execRuntime.discardEndpoint();
    return null;
  }

  private ClassicHttpResponse read(ClassicHttpResponse response, ExecChain.Scope scope, long end)
      throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return response;
    }
    boolean read = false;
    try {
      Reading reading = new Reading(TargetHostGuard.poll(scope), response.getCode(), end);
      response.setEntity(new ReadEntity(entity, reading.read(entity)));
      removeCompressionHeaders(response, entity);
      read = true;
      return response;
    } finally {
      if (!read) {
        scope.execRuntime.discardEndpoint();
      }
    }
  }

  /** The client has decompressed the body; Camel would decompress it once more. */
  private static void removeCompressionHeaders(ClassicHttpResponse response, HttpEntity entity) {
    if (entity.getContentEncoding() == null
        && response.removeHeaders(HttpHeaders.CONTENT_ENCODING)) {
      response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
      response.removeHeaders(HttpHeaders.CONTENT_MD5);
    }
  }

  /** One body as it is read, in steps, each within the memory that all polls share. */
  private final class Reading {

    private final HeldMemory memory;

    /** Null for most APIs, which drop nothing. */
    private final DroppedMembers dropped;

    private final int most;
    private final int status;
    private final long end;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] step = new byte[0];
    private int filled;
    private long size;

    Reading(Poll poll, int status, long end) {
      this.memory = poll == null ? HeldMemory.NONE : poll.heldMemory();
      this.dropped =
          poll == null || poll.scope().api().row().drop().isEmpty()
              ? null
              : new DroppedMembers(poll.scope().api());
      this.most = poll == null ? Math.min(maxBytes, MAX_WITHOUT_POLL) : maxBytes;
      this.status = status;
      this.end = end;
    }

    byte[] read(HttpEntity entity) throws IOException {
      InputStream in = entity.getContent();
      if (in == null) {
        return step;
      }
      begin(entity.getContentLength());
      while (fill(in)) {
        if (size > most) {
          throw tooLarge("the answer is larger than " + most + " bytes");
        }
      }
      // A compressed body ends before the chunks that carry it. Closing reads the rest of these and
      // returns the connection to the pool; without it each such answer would leak one.
      in.close();
      return dropped == null ? whole() : withoutDropped(whole());
    }

    private byte[] withoutDropped(byte[] body) throws IOException {
      acquire(body.length);
      byte[] rest = dropped.removedFrom(body);
      memory.shrinkAnswer(body.length);
      return rest;
    }

    /** Of what the header promises no more than a step is believed. */
    private void begin(long promised) throws IOException {
      grow((int) (promised < 0 ? FIRST_STEP : Math.min(promised, MAX_STEP)));
    }

    private void grow(int bytes) throws IOException {
      acquire(bytes);
      step = new byte[bytes];
      filled = 0;
    }

    /** Reads once; false at the end of the body. */
    private boolean fill(InputStream in) throws IOException {
      if (filled < step.length) {
        return added(in.read(step, filled, step.length - filled));
      }
      int next = in.read();
      if (next < 0) {
        return false;
      }
      full.add(step);
      grow(Math.min(MAX_STEP, Math.max(FIRST_STEP, 2 * step.length)));
      step[0] = (byte) next;
      return added(1);
    }

    private boolean added(int bytes) {
      filled += Math.max(0, bytes);
      size += Math.max(0, bytes);
      return bytes >= 0;
    }

    /** All of it in one array, without a copy if the length was known. */
    private byte[] whole() throws IOException {
      if (full.isEmpty() && filled == step.length) {
        return step;
      }
      acquire(size);
      byte[] all = joined(Math.toIntExact(size));
      int steps = step.length + full.stream().mapToInt(one -> one.length).sum();
      full.clear();
      step = null;
      memory.shrinkAnswer(steps);
      return all;
    }

    private byte[] joined(int bytes) {
      byte[] all = new byte[bytes];
      int at = 0;
      for (byte[] one : full) {
        int part = Math.min(one.length, bytes - at);
        System.arraycopy(one, 0, all, at, part);
        at += part;
      }
      System.arraycopy(step, 0, all, at, Math.min(filled, bytes - at));
      return all;
    }

    private void acquire(long bytes) throws IOException {
      try {
        if (!memory.growAnswer(bytes, Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
          throw tooLarge(
              "the answer does not fit into memory beside those of other polls; read so far: "
                  + size
                  + " bytes");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the answer waited for memory");
      }
    }

    private PageFailure tooLarge(String message) {
      PollError error = PollError.of(Failure.UNREADABLE, "page_too_large", message, status);
      return new PageFailure(
          error,
          dropped == null
              ? joined((int) Math.min(size, Math.min(maxBytes, MAX_KEPT)))
              : DroppedMembers.withheld(size));
    }
  }

  /** An entity whose bytes can be read once, so that nothing keeps a page alive after its use. */
  private static final class ReadEntity extends AbstractHttpEntity {

    private byte[] bytes;

    ReadEntity(HttpEntity source, byte[] bytes) {
      super(source.getContentType(), null);
      this.bytes = bytes;
    }

    @Override
    public InputStream getContent() {
      byte[] taken = bytes;
      bytes = new byte[0];
      return new ReplyBody(taken);
    }

    @Override
    public boolean isStreaming() {
      return false;
    }

    @Override
    public long getContentLength() {
      return bytes.length;
    }

    @Override
    public void close() {
      bytes = new byte[0];
    }
  }
}
