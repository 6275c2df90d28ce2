package caravan.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * What a proxy knows of a request on its way to a broker.
 *
 * @param node id of the broker
 * @param type what is asked
 * @param correlationId number of the request on its connection
 * @param clientId name that the client gives itself
 */
public record KafkaRequest(int node, ApiKeys type, int correlationId, String clientId) {

  /** Reads the header, the beginning of which is the same in all versions. */
  static KafkaRequest of(int node, byte[] frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    ApiKeys type = ApiKeys.forId(bytes.getShort());
    bytes.getShort();
    int correlationId = bytes.getInt();
    int length = bytes.getShort();
    String clientId =
        length < 0 ? "" : new String(frame, bytes.position(), length, StandardCharsets.UTF_8);
    return new KafkaRequest(node, type, correlationId, clientId);
  }

  /** Every request. */
  public static Predicate<KafkaRequest> any() {
    return request -> true;
  }

  /** Requests of some types. */
  public static Predicate<KafkaRequest> ofType(ApiKeys... types) {
    return request -> Set.of(types).contains(request.type);
  }

  /** Requests of clients whose whole name matches an expression. */
  public static Predicate<KafkaRequest> byClient(String clientId) {
    Pattern pattern = Pattern.compile(clientId);
    return request -> pattern.matcher(request.clientId).matches();
  }

  /** Requests to one broker. */
  public static Predicate<KafkaRequest> to(int node) {
    return request -> request.node == node;
  }
}
