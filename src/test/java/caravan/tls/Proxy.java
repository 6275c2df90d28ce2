package caravan.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A forwarding proxy on a free port of this machine, with basic authentication. Whatever host a
 * tunnel is asked for, it leads to one port of this machine; plain requests it answers itself.
 */
public final class Proxy implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("(?i)^proxy-authorization: ");

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final int target;
  private volatile String login;
  private volatile int refusal;

  /**
   * A proxy whose tunnels lead to a port of this machine.
   *
   * @param target TCP port
   */
  public Proxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** From now on it asks for this user and password. */
  public Proxy asking(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    login = "Basic " + Base64.getEncoder().encodeToString(pair);
    return this;
  }

  /** From now on it answers everything with this status. */
  public Proxy refusing(int status) {
    refusal = status;
    return this;
  }

  /** Heads of the requests it got. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** TCP port. */
  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      for (String head = head(client); head != null; head = head(client)) {
        heads.add(head);
        if (refusal != 0) {
          say(client, refusal + " Refused", "");
        } else if (!knows(head)) {
          say(client, "407 Who Are You", "Proxy-Authenticate: Basic realm=\"test\"\r\n");
        } else if (head.startsWith("CONNECT ")) {
          tunnel(client);
          return;
        } else {
          say(client, "200 OK", "");
        }
      }
    } catch (IOException gone) {
      // One side has left.
    }
  }

  private boolean knows(String head) {
    return login == null
        || head.lines().anyMatch(line -> NAME.matcher(line).replaceFirst("").equals(login));
  }

  private static String head(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0; one = in.read()) {
      head.write(one);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
    return null;
  }

  private static void say(Socket client, String status, String headers) throws IOException {
    client
        .getOutputStream()
        .write(
            ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 2\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII));
  }

  private void tunnel(Socket client) throws IOException {
    try (Socket vendor = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(vendor);
      client.getOutputStream().write("HTTP/1.1 200 Go\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      threads.execute(() -> pass(vendor, client));
      client.getInputStream().transferTo(vendor.getOutputStream());
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // One side has left.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
