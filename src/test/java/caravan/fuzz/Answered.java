package caravan.fuzz;

import caravan.model.Examples;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The answers of the contract's examples, as inputs that begin with the number of the listing. */
public final class Answered {

  private Answered() {}

  /**
   * All answers.
   *
   * @param decisions what stands between the number of the listing and the answer
   */
  public static List<byte[]> all(int... decisions) {
    List<byte[]> all = new ArrayList<>();
    Examples.all()
        .forEach(
            example -> {
              String api = example.scope().api().id();
              for (JsonNode page : example.document().at("/input/poll/pages")) {
                all.add(input(listing(api), decisions, page.path("response").toString()));
              }
            });
    return all;
  }

  /** Number of a listing by its API. */
  private static int listing(String api) {
    int number = 0;
    while (!Listing.ALL.get(number).scope().api().id().equals(api)) {
      number++;
    }
    return number;
  }

  private static byte[] input(int listing, int[] decisions, String answer) {
    int[] all = new int[decisions.length + 1];
    all[0] = listing;
    System.arraycopy(decisions, 0, all, 1, decisions.length);
    return Choices.input(answer.getBytes(StandardCharsets.UTF_8), all);
  }
}
