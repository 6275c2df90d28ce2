package caravan.poll.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.model.PageFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.entity.DeflateDecompressingEntity;
import org.apache.hc.client5.http.entity.GzipDecompressingEntity;
import org.apache.hc.client5.http.impl.classic.ContentCompressionExec;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * Any bytes as the body of an answer that says it is compressed in any way: what comes is no larger
 * than the bound, or an {@link IOException} or {@link HttpException} says why nothing comes. The
 * client's own decompression is in front of the reader, as in a poll; only the socket is not there.
 */
public final class BodyFuzz implements FuzzTarget {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final List<String> ENCODINGS =
      List.of("identity", "gzip", "deflate", "x-gzip", "gzip, gzip", "br", "");

  private final BodyReader reader = new BodyReader(MAX_BYTES, Duration.ofSeconds(30));
  private final ContentCompressionExec decompression = decompression();
  private int discarded;

  @Override
  public boolean takes(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    String encoding = choices.one(ENCODINGS);
    byte[] body = choices.rest();
    ClassicHttpRequest request = new HttpGet("http://localhost/");
    ExecChain.Scope scope = scope(request);
    discarded = 0;
    try {
      ClassicHttpResponse response =
          reader.execute(
              request,
              scope,
              (asked, inScope) ->
                  decompression.execute(asked, inScope, (wire, at) -> answer(encoding, body)));
      byte[] read = response.getEntity().getContent().readAllBytes();
      assertTrue(read.length <= MAX_BYTES, "more than the bound: " + read.length);
      assertEquals(0, discarded, "a connection that is still good was thrown away");
      return true;
    } catch (PageFailure overlong) {
      assertEquals("page_too_large", overlong.error().code());
      assertTrue(overlong.body().length <= MAX_BYTES);
      assertTrue(discarded > 0, "the rest of the body would be read");
      return false;
    } catch (IOException | HttpException refused) {
      return false;
    }
  }

  /** With the codecs of {@link VendorHttp} and no others. */
  @SuppressWarnings("deprecation")
  private static ContentCompressionExec decompression() {
    return new ContentCompressionExec(
        List.of("gzip", "x-gzip", "deflate"),
        RegistryBuilder.<UnaryOperator<HttpEntity>>create()
            .register("gzip", GzipDecompressingEntity::new)
            .register("x-gzip", GzipDecompressingEntity::new)
            .register("deflate", DeflateDecompressingEntity::new)
            .build());
  }

  private static ClassicHttpResponse answer(String encoding, byte[] body) {
    ClassicHttpResponse response = new BasicClassicHttpResponse(200);
    response.setEntity(
        new ByteArrayEntity(
            body, ContentType.APPLICATION_JSON, encoding.isEmpty() ? null : encoding));
    return response;
  }

  /** A scope without a connection, in which only throwing the connection away is noted. */
  private ExecChain.Scope scope(ClassicHttpRequest request) {
    ExecRuntime runtime =
        (ExecRuntime)
            Proxy.newProxyInstance(
                BodyFuzz.class.getClassLoader(),
                new Class<?>[] {ExecRuntime.class},
                (proxy, method, arguments) -> {
                  discarded += method.getName().equals("discardEndpoint") ? 1 : 0;
                  return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
                });
    return new ExecChain.Scope(
        "1",
        new HttpRoute(new HttpHost("localhost", 80)),
        request,
        runtime,
        HttpClientContext.create());
  }

  @Override
  public List<byte[]> seeds() {
    byte[] text = "{\"Response\":{\"RequestId\":\"r\"}}".getBytes(StandardCharsets.UTF_8);
    byte[] bomb = compressed(1, new byte[2 * MAX_BYTES]);
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Choices.input(text, 0));
    seeds.add(Choices.input(compressed(1, text), 1));
    seeds.add(Choices.input(compressed(2, text), 2));
    seeds.add(Choices.input(compressed(1, compressed(1, text)), 4));
    seeds.add(Choices.input(bomb, 1));
    seeds.add(Choices.input(compressed(1, bomb), 4));
    seeds.add(Choices.input(text, 1));
    return seeds;
  }

  private static byte[] compressed(int encoding, byte[] bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (OutputStream out =
        encoding == 1 ? new GZIPOutputStream(all) : new DeflaterOutputStream(all)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}
