package caravan.product;

import caravan.simulator.Call;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One list that a vendor gives out, told apart by what a request asks for and by the path of a
 * scope alike.
 *
 * @param api API id
 * @param resource instance or gateway
 * @param user the user that is listed, empty where the API lists all
 */
public record Listing(String api, String resource, String user) implements Comparable<Listing> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The list that a request asks for. */
  public static Listing of(Call call) {
    return switch (call.api()) {
      case Simulator.TENCENT_CLIENT_CONNECTIONS, Simulator.TENCENT_INSTANCE_SSL ->
          new Listing(call.api(), json(call.text()).path("InstanceId").asText(), "");
      case Simulator.ALIBABA_ONLINE_CLIENTS ->
          new Listing(
              call.api(), call.parameters().get("SmartAGId"), call.parameters().get("UserName"));
      case Simulator.HUAWEI_CONNECTIONS -> new Listing(call.api(), call.path().split("/")[4], "");
      case Simulator.CTYUN_ACCOUNTS ->
          new Listing(call.api(), call.parameters().get("prodInstId"), "");
      default -> throw new AssertionError("The product called something else: " + call);
    };
  }

  /** The list that a scope stands for: {@code .../<resource>/poll/<operation>[/<user>]}. */
  public static Listing of(String scope) {
    List<String> parts =
        List.of(scope.split("/")).stream()
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList();
    return new Listing(api(parts.get(7)), parts.get(5), parts.size() > 8 ? parts.get(8) : "");
  }

  private static String api(String operation) {
    return switch (operation) {
      case "DescribeClientConnections" -> Simulator.TENCENT_CLIENT_CONNECTIONS;
      case "DescribeInstanceSSL" -> Simulator.TENCENT_INSTANCE_SSL;
      case "DescribeUserOnlineClients" -> Simulator.ALIBABA_ONLINE_CLIENTS;
      case "QueryP2CVPNConnections" -> Simulator.HUAWEI_CONNECTIONS;
      case "describeAccounts" -> Simulator.CTYUN_ACCOUNTS;
      default -> throw new AssertionError("No API has the operation " + operation);
    };
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("The product sent no JSON: " + text, e);
    }
  }

  @Override
  public int compareTo(Listing other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return api + " " + resource + (user.isEmpty() ? "" : " " + user);
  }
}
