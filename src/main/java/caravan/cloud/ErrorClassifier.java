package caravan.cloud;

import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Tells a vendor's errors from its successes: a pure function. */
public interface ErrorClassifier {

  /**
   * Classifies an answer.
   *
   * @param status HTTP status
   * @param envelope the answer without its rows; a missing node if the body is not a JSON object
   * @return what went wrong, or null when the envelope states no error
   */
  PollError error(int status, JsonNode envelope);

  /**
   * How long the vendor asks to wait, other than by {@code Retry-After}; null if it does not say.
   *
   * @param header value of a response header by its name in lower case, null when there is none
   */
  default Duration hint(UnaryOperator<String> header) {
    return null;
  }

  /**
   * Returns a successful page unchanged.
   *
   * @throws PageFailure when the answer is an error, by its envelope or else by its status
   */
  default Page check(Page page) throws PageFailure {
    PollError stated = error(page.status(), page.envelope());
    if (stated == null && (page.status() < 200 || page.status() >= 300)) {
      stated = PollError.ofStatus(page.status());
    }
    if (stated != null) {
      throw new PageFailure(stated, null);
    }
    return page;
  }
}
