package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;

/** A connection with its client and its traffic, each of which may be null. */
public record ConnectionFacts(Client client, Connection connection, Traffic traffic)
    implements Facts {

  @Override
  public void writeLeading(JsonText out) {
    out.part("client", client, Client::write).part("connection", connection, Connection::write);
  }

  @Override
  public void writeTrailing(JsonText out) {
    out.part("traffic", traffic, Traffic::write);
  }

  @Override
  public void writeMaterial(JsonText out) {
    out.part("client", client, Client::write)
        .part("connection", connection, Connection::writeMaterial)
        .part("traffic", traffic == null ? null : traffic.total(), Traffic.Counters::write);
  }

  @Override
  public boolean needsMinor() {
    return connection != null && connection.database() != null
        || client != null
            && client.user() != null
            && Client.User.CERTIFICATE.equals(client.user().origin());
  }

  @Override
  public ConnectionFacts withoutChanges() {
    return new ConnectionFacts(
        client,
        connection == null ? null : connection.withoutDelta(),
        traffic == null ? null : traffic.withoutDelta());
  }

  @Override
  public ConnectionFacts closed(Instant after, Instant until) {
    return new ConnectionFacts(client, connection.closed(after, until), traffic);
  }
}
