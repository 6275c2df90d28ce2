package caravan.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers the first bytes of every connection with bytes of the test's choice. */
public final class RawServer implements AutoCloseable {

  private static final byte[] NO_SUCH_VERSION = {21, 3, 1, 0, 2, 2, 70};
  private static final byte[] BAD_CERTIFICATE = {21, 3, 3, 0, 2, 2, 42};

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] answer;

  private RawServer(byte[] answer) {
    this.answer = answer;
    try {
      server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** One that speaks no version of TLS the client offers, and says so. */
  public static RawServer tooOldToTalk() {
    return new RawServer(NO_SUCH_VERSION);
  }

  /** One that does not accept the client's certificate, and says so. */
  public static RawServer refusingCertificates() {
    return new RawServer(BAD_CERTIFICATE);
  }

  /** One that chooses TLS 1.1 whatever it was offered. */
  public static RawServer choosingOldTls() {
    byte[] hello = new byte[5 + 4 + 38];
    hello[0] = 22;
    hello[1] = 3;
    hello[2] = 2;
    hello[4] = 42;
    hello[5] = 2;
    hello[8] = 38;
    hello[9] = 3;
    hello[10] = 2;
    hello[44] = (byte) 0xc0;
    hello[45] = 0x13;
    return new RawServer(hello);
  }

  /** One that speaks plain HTTP. */
  public static RawServer plain() {
    return new RawServer(
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** One that hangs up. */
  public static RawServer hangingUp() {
    return new RawServer(new byte[0]);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.getInputStream().read(new byte[4096]);
      socket.getOutputStream().write(answer);
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException gone) {
      // The client has left.
    }
  }

  /** TCP port. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
