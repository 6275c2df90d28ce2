package caravan.bench;

import caravan.cloud.RequestBuilder;
import caravan.cloud.Signer;
import caravan.cloud.alibaba.AlibabaRequest;
import caravan.cloud.alibaba.AlibabaSigner;
import caravan.cloud.huawei.HuaweiRequest;
import caravan.cloud.huawei.HuaweiSigner;
import caravan.cloud.tencent.TencentRequest;
import caravan.cloud.tencent.TencentSigner;
import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.Ids;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Traffic;
import caravan.json.JsonText;
import caravan.model.Paths;
import caravan.model.Scope;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What the loop written by hand knows of each vendor: how to ask, and which fields of a row it
 * reads. It believes that rows are as documented and checks nothing.
 */
enum HandRows {
  HUAWEI(new HuaweiRequest(), new HuaweiSigner(), 0) {
    @Override
    Observation read(JsonParser parser, Scope scope, Observation.Place place) throws IOException {
      return huawei(parser, scope, place);
    }
  },
  TENCENT(new TencentRequest(), new TencentSigner(), 1000) {
    @Override
    Observation read(JsonParser parser, Scope scope, Observation.Place place) throws IOException {
      return tencent(parser, scope, place);
    }
  },
  ALIBABA(new AlibabaRequest(), new AlibabaSigner(), 0) {
    @Override
    Observation read(JsonParser parser, Scope scope, Observation.Place place) throws IOException {
      return alibaba(parser, scope, place);
    }
  };

  private static final List<Quality> MASKED =
      List.of(
          new Quality("masked_address", "client.address"),
          new Quality("masked_address", "client.virtual_address"));

  private final RequestBuilder request;
  private final Signer signer;
  private final int pageSize;

  HandRows(RequestBuilder request, Signer signer, int pageSize) {
    this.request = request;
    this.signer = signer;
    this.pageSize = pageSize;
  }

  RequestBuilder request() {
    return request;
  }

  Signer signer() {
    return signer;
  }

  /** Rows of a page; 0 for all of them. */
  int pageSize() {
    return pageSize;
  }

  /** Reads the row whose object the parser stands at the start of. */
  abstract Observation read(JsonParser parser, Scope scope, Observation.Place place)
      throws IOException;

  private static Observation huawei(JsonParser parser, Scope scope, Observation.Place place)
      throws IOException {
    String id = null;
    String address = null;
    String virtual = null;
    String user = null;
    long bytesIn = 0;
    long bytesOut = 0;
    long packetsIn = 0;
    long packetsOut = 0;
    String start = null;
    String measured = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "connection_id" -> id = parser.getText();
        case "client_ip" -> address = parser.getText();
        case "client_virtual_ip" -> virtual = parser.getText();
        case "client_user_name" -> user = parser.getText();
        case "inbound_bytes" -> bytesIn = parser.getLongValue();
        case "outbound_bytes" -> bytesOut = parser.getLongValue();
        case "inbound_packets" -> packetsIn = parser.getLongValue();
        case "outbound_packets" -> packetsOut = parser.getLongValue();
        case "connection_established_time" -> start = parser.getText();
        case "timestamp" -> measured = parser.getText();
        default -> parser.skipChildren();
      }
    }
    String text =
        new JsonText(512)
            .open()
            .field("client_ip", address)
            .field("client_user_name", user)
            .field("client_virtual_ip", virtual)
            .field("connection_established_time", start)
            .field("connection_id", id)
            .field("inbound_bytes", bytesIn)
            .field("inbound_packets", packetsIn)
            .field("outbound_bytes", bytesOut)
            .field("outbound_packets", packetsOut)
            .field("timestamp", measured)
            .close()
            .toString();
    Instant since = Instant.parse(start);
    return Observation.of(
        scope.resourceUid() + "/connection/" + Paths.segment(id),
        since,
        new ConnectionFacts(
            new Client(
                masked(address, "peer"),
                masked(virtual, "overlay"),
                new Client.User(user, "response"),
                null),
            Connection.open("single", 1, true, id, since),
            new Traffic(
                Instant.parse(measured),
                new Traffic.Counters(bytesIn, bytesOut, packetsIn, packetsOut),
                null,
                null)),
        MASKED,
        raw(text),
        place);
  }

  private static Observation tencent(JsonParser parser, Scope scope, Observation.Place place)
      throws IOException {
    String address = null;
    long count = 0;
    boolean internal = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "IP" -> address = parser.getText();
        case "Count" -> count = parser.getLongValue();
        case "InternalService" -> internal = parser.getBooleanValue();
        default -> parser.skipChildren();
      }
    }
    String text =
        new JsonText(96)
            .open()
            .field("Count", count)
            .field("IP", address)
            .field("InternalService", internal)
            .close()
            .toString();
    return Observation.of(
        scope.resourceUid() + "/client/" + Paths.segment(address),
        null,
        new ConnectionFacts(
            new Client(whole(address, "peer"), null, null, internal),
            Connection.open("client_aggregate", count, null, null, null),
            null),
        List.of(),
        raw(text),
        place);
  }

  private static Observation alibaba(JsonParser parser, Scope scope, Observation.Place place)
      throws IOException {
    String address = null;
    String online = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "ClientIp" -> address = parser.getText();
        case "OnlineTime" -> online = parser.getText();
        default -> parser.skipChildren();
      }
    }
    String text =
        new JsonText(96)
            .open()
            .field("ClientIp", address)
            .field("OnlineTime", online)
            .close()
            .toString();
    Instant since = Instant.ofEpochSecond(Long.parseLong(online));
    String user = scope.member();
    return Observation.of(
        scope.resourceUid()
            + "/user/"
            + Paths.segment(user)
            + "/client/"
            + Paths.segment(address)
            + "/"
            + online,
        since,
        new ConnectionFacts(
            new Client(whole(address, "unspecified"), null, new Client.User(user, "request"), null),
            Connection.open("single", 1, true, null, since),
            null),
        List.of(),
        raw(text),
        place);
  }

  private static Raw raw(String text) {
    return new Raw(text, Ids.sha256(text), false);
  }

  private static Address masked(String text, String role) {
    String prefix = text.substring(0, text.indexOf('.')) + ".0.0.0/8";
    return new Address(text, null, true, 4, role, null, prefix, null, null);
  }

  private static Address whole(String text, String role) {
    boolean inside = text.startsWith("10.") || text.startsWith("192.168.");
    return new Address(text, text, false, 4, role, inside ? "private" : "public", null, null, null);
  }
}
