package caravan.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A Tencent MongoDB instance: client addresses with their connections, and its TLS posture. */
public final class MongoInstance extends Resource {

  private static final String CLIENTS = "DescribeClientConnections";
  private static final String TLS = "DescribeInstanceSSL";

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

  /** An instance without clients and without TLS. */
  public MongoInstance() {
    list(CLIENTS, null);
    ssl(Ssl.OFF);
  }

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
  public MongoInstance client(String ip, long count, boolean internal) {
    ObjectNode row = Json.object().put("Count", count).put("IP", ip);
    put(CLIENTS, null, ip, row.put("InternalService", internal));
    return this;
  }

  /**
   * Closes all connections of a client.
   *
   * @param ip client address
   */
  public void disconnect(String ip) {
    remove(CLIENTS, null, ip);
  }

  /** Closes all connections of all clients. */
  public void disconnectAll() {
    clear(CLIENTS, null);
  }

  /** Clients in the order they came. */
  public List<ClientConnections> clients() {
    return rows(CLIENTS, null).stream()
        .map(
            row ->
                new ClientConnections(
                    row.get("IP").textValue(),
                    row.get("Count").longValue(),
                    row.get("InternalService").booleanValue()))
        .toList();
  }

  /** TLS posture now. */
  public Ssl ssl() {
    ObjectNode row = rows(TLS, null).get(0);
    return new Ssl(
        row.get("Status").isNull() ? null : Integer.valueOf(row.get("Status").intValue()),
        row.get("ExpiredTime").textValue(),
        row.get("CertUrl").textValue());
  }

  /**
   * Changes the TLS posture.
   *
   * @param posture what the vendor reports from now on
   */
  public MongoInstance ssl(Ssl posture) {
    ObjectNode row = Json.object().put("Status", posture.status());
    row.put("ExpiredTime", posture.expiredTime()).put("CertUrl", posture.certUrl());
    put(TLS, null, "", row);
    return this;
  }
}
