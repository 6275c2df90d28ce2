package caravan.product;

import caravan.simulator.Call;
import caravan.simulator.Sheet;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One list that a vendor gives out, told apart by what a request asks for and by the path of a
 * scope alike.
 *
 * @param api API id
 * @param resource instance or gateway
 * @param user the user that is listed, empty where the API lists all
 */
public record Listing(String api, String resource, String user) implements Comparable<Listing> {

  /** The list that a request asks for. */
  public static Listing of(Call call) {
    Map<String, String> scope = Sheet.of(call.api()).scope(call);
    return new Listing(call.api(), scope.get("resource"), scope.getOrDefault("member", ""));
  }

  /** The list that a scope stands for: {@code .../<resource>/poll/<operation>[/<user>]}. */
  public static Listing of(String scope) {
    List<String> parts =
        List.of(scope.split("/")).stream()
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList();
    return new Listing(
        Sheet.ofScope(parts).api().id(), parts.get(5), parts.size() > 8 ? parts.get(8) : "");
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
