package caravan.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What one vendor record says, in our words, before anything is known of earlier polls: the result
 * of normalizing and the input of comparing. Exactly one of connection, tls and account is present.
 *
 * @param subject what it is about, a full path
 * @param incarnation vendor's start of the subject's life; null when the vendor knows none
 * @param client client of a connection, or null
 * @param connection connection, or null
 * @param traffic traffic of the connection, or null
 * @param tls transport security, or null
 * @param account database account, or null
 * @param contentHash hash over the material fields, {@code sha256:} and hex
 * @param quality doubts, possibly empty
 * @param raw the record
 * @param place where the record stood
 */
public record Observation(
    String subject,
    Instant incarnation,
    Client client,
    Connection connection,
    Traffic traffic,
    Tls tls,
    DatabaseAccount account,
    String contentHash,
    List<Quality> quality,
    Raw raw,
    Place place) {

  /**
   * Where a record stood in its poll.
   *
   * @param page page, from 0
   * @param position position in the page, from 0
   * @param requestId vendor's id of the request that carried it, or null
   * @param observedAt when the page had been read in full
   */
  public record Place(int page, int position, String requestId, Instant observedAt) {}

  /** An observation whose content hash is computed from its parts. */
  public static Observation of(
      String subject,
      Instant incarnation,
      Client client,
      Connection connection,
      Traffic traffic,
      Tls tls,
      DatabaseAccount account,
      List<Quality> quality,
      Raw raw,
      Place place) {
    byte[] material = material(client, connection, traffic, tls, account).utf8();
    return new Observation(
        subject,
        incarnation,
        client,
        connection,
        traffic,
        tls,
        account,
        "sha256:" + Ids.sha256(material),
        List.copyOf(quality),
        raw,
        place);
  }

  /** Bytes that the facts, the doubts and the record take in an event's JSON. */
  public int size() {
    JsonText out = new JsonText(1024).open();
    out.name("facts").literal(material(client, connection, traffic, tls, account).toString());
    Quality.write(quality, out.name("quality"));
    raw.write(out.name("raw"));
    return out.close().toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Canonical text of the material fields: what makes a change a change. */
  static JsonText material(
      Client client, Connection connection, Traffic traffic, Tls tls, DatabaseAccount account) {
    JsonText out = new JsonText(1024).open();
    if (account != null) {
      account.writeMaterial(out.name("account"));
    }
    if (client != null) {
      client.write(out.name("client"));
    }
    if (connection != null) {
      connection.writeMaterial(out.name("connection"));
    }
    if (tls != null) {
      tls.writeMaterial(out.name("tls"));
    }
    if (traffic != null) {
      traffic.total().write(out.name("traffic"), null);
    }
    return out.close();
  }
}
