package caravan.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Tencent MongoDB instance: client addresses with their connections, and its TLS posture. */
public final class MongoInstance {

  /**
   * All connections of one client address.
   *
   * @param ip address as the vendor writes it, possibly masked
   * @param count connections
   * @param internal whether the vendor calls the address its own internal service
   */
  public record ClientConnections(String ip, long count, boolean internal) {}

  /**
   * TLS posture; each part may be null, as the vendor's reference allows.
   *
   * @param status 0 off, 1 on
   * @param expiredTime Beijing time, {@code yyyy-MM-dd HH:mm:ss}
   * @param certUrl where the certificate is
   */
  public record Ssl(Integer status, String expiredTime, String certUrl) {

    /** Posture with TLS switched off, as the vendor reports it. */
    public static final Ssl OFF = new Ssl(0, null, null);
  }

  private final Map<String, ClientConnections> clients = new LinkedHashMap<>();
  private Ssl ssl = Ssl.OFF;

  /**
   * Sets how many connections a client has.
   *
   * @param ip client address
   * @param count connections, as the vendor would report them
   */
  public MongoInstance client(String ip, long count) {
    return client(ip, count, false);
  }

  /**
   * Sets how many connections a client has.
   *
   * @param ip client address
   * @param count connections, as the vendor would report them
   * @param internal whether the address is the vendor's own
   */
  public synchronized MongoInstance client(String ip, long count, boolean internal) {
    clients.put(ip, new ClientConnections(ip, count, internal));
    return this;
  }

  /**
   * Closes all connections of a client.
   *
   * @param ip client address
   */
  public synchronized void disconnect(String ip) {
    clients.remove(ip);
  }

  /** Closes all connections of all clients. */
  public synchronized void disconnectAll() {
    clients.clear();
  }

  /** Clients in the order they came. */
  public synchronized List<ClientConnections> clients() {
    return new ArrayList<>(clients.values());
  }

  /** TLS posture now. */
  public synchronized Ssl ssl() {
    return ssl;
  }

  /**
   * Changes the TLS posture.
   *
   * @param posture what the vendor reports from now on
   */
  public synchronized MongoInstance ssl(Ssl posture) {
    ssl = posture;
    return this;
  }
}
