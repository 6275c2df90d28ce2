package caravan.fetch;

import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * Reads each answer in full while the connection is at hand, within a size and a time. The client
 * itself knows only a limit between two packets, so a body, a header or a handshake that trickles
 * for ever would never end; and it drains a body that is closed early, so one without an end would
 * be drained for ever. Here the connection is thrown away instead.
 */
final class BodyReader implements ExecChainHandler {

  /** As much of an overlong body as a dead letter can carry, with room for cutting. */
  private static final int KEPT_OF_OVERLONG = 128 * 1024;

  private static final int BUFFER = 16 * 1024;

  /** A declared length is only a claim: no more is set aside before bytes have come. */
  private static final int MOST_SET_ASIDE = 1024 * 1024;

  private static final int IDLE_SECONDS = 30;

  /** Not what the client would offer by itself, which depends on the jars beside it. */
  private static final String ENCODINGS = "gzip, x-gzip, deflate";

  private final int longest;
  private final Duration timeout;
  private final ScheduledThreadPoolExecutor deadlines;

  BodyReader(int longest, Duration timeout) {
    this.longest = longest;
    this.timeout = timeout;
    this.deadlines = deadlines();
  }

  private static ScheduledThreadPoolExecutor deadlines() {
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "http-deadline");
              thread.setDaemon(true);
              return thread;
            });
    pool.setRemoveOnCancelPolicy(true);
    pool.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!request.containsHeader(HttpHeaders.ACCEPT_ENCODING)) {
      request.setHeader(HttpHeaders.ACCEPT_ENCODING, ENCODINGS);
    }
    AtomicBoolean expired = new AtomicBoolean();
    Future<?> deadline =
        deadlines.schedule(
            () -> {
              expired.set(true);
              abort(scope);
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      ClassicHttpResponse response = read(chain.proceed(request, scope), scope);
      if (expired.get()) {
        // What a closed connection gave as the end of the body may not be its end.
        throw late(null);
      }
      return response;
    } catch (IOException | HttpException | RuntimeException failure) {
      if (expired.get() && !(failure instanceof PageFailure)) {
        throw late(failure);
      }
      throw failure;
    } finally {
      deadline.cancel(false);
    }
  }

  private SocketTimeoutException late(Exception how) {
    SocketTimeoutException late =
        new SocketTimeoutException("the answer did not end within " + timeout.toMillis() + " ms");
    late.initCause(how);
    return late;
  }

  /** Ends the request from outside, in whatever phase it is stuck. */
  private static void abort(ExecChain.Scope scope) {
    if (scope.originalRequest instanceof Cancellable request) {
      request.cancel();
    }
    scope.execRuntime.discardEndpoint();
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
      removePackingHeaders(response, entity);
      read = true;
      return response;
    } finally {
      if (!read) {
        scope.execRuntime.discardEndpoint();
      }
    }
  }

  /** Headers of a body that the client has decompressed: Camel would decompress it once more. */
  private static void removePackingHeaders(ClassicHttpResponse response, HttpEntity entity) {
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
    long declared = Math.min(entity.getContentLength(), longest);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream((int) Math.max(BUFFER, Math.min(declared, MOST_SET_ASIDE)));
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (out.size() + count > longest) {
        throw overlong(out, status);
      }
      out.write(buffer, 0, count);
    }
    // A compressed body ends before the chunks that carry it: only closing reads those to their
    // end and gives the connection back. Without it each such answer would keep one for ever.
    in.close();
    return out.toByteArray();
  }

  private PageFailure overlong(ByteArrayOutputStream out, int status) {
    byte[] all = out.toByteArray();
    byte[] kept = Arrays.copyOf(all, Math.min(all.length, KEPT_OF_OVERLONG));
    String message = "the answer is larger than " + longest + " bytes";
    return new PageFailure(
        PollError.of(Failure.UNREADABLE, "page_too_large", message, status), kept);
  }

  /** An entity whose bytes can be taken once, so that nothing keeps a page alive after its use. */
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
