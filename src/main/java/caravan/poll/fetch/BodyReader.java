package caravan.poll.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
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
    CompletableFuture<Void> deadline =
        new CompletableFuture<Void>().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> unused = deadline.exceptionally(expired -> abort(scope));
    try {
      ClassicHttpResponse response = read(chain.proceed(request, scope), scope);
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

  private ClassicHttpResponse read(ClassicHttpResponse response, ExecChain.Scope scope)
      throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return response;
    }
    boolean read = false;
    try {
      response.setEntity(new ReadEntity(entity, read(entity, response.getCode())));
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

  private byte[] read(HttpEntity entity, int status) throws IOException {
    InputStream in = entity.getContent();
    if (in == null) {
      return new byte[0];
    }
    byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1L, Integer.MAX_VALUE));
    if (bytes.length > maxBytes) {
      String message = "the answer is larger than " + maxBytes + " bytes";
      PollError error = PollError.of(Failure.UNREADABLE, "page_too_large", message, status);
      throw new PageFailure(error, Arrays.copyOf(bytes, Math.min(maxBytes, MAX_KEPT)));
    }
    // A compressed body ends before the chunks that carry it. Closing reads the rest of these and
    // returns the connection to the pool; without it each such answer would leak one.
    in.close();
    return bytes;
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
      return new ByteArrayInputStream(taken);
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
