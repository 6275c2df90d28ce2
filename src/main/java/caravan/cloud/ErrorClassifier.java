package caravan.cloud;

import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Tells a vendor's errors from its successes: a pure function. */
public interface ErrorClassifier {

  /** The one HTTP status of a success. */
  int OK = 200;

  /**
   * Classifies an answer.
   *
   * @param api whose own codes count before the cloud's
   * @param status HTTP status
   * @param envelope the answer without its rows; a missing node if the body is not a JSON object
   * @return what went wrong, or null when the envelope states no error
   */
  PollError error(Api api, int status, JsonNode envelope);

  /**
   * How long the vendor asks to wait, other than by {@code Retry-After}; null if it does not say.
   *
   * @param header value of a response header by its name in lower case, null when there is none
   */
  default Duration hint(UnaryOperator<String> header) {
    return null;
  }

  /** Whether this cloud may leave out a list that is empty, without stating a total of 0. */
  default boolean omitsEmptyLists() {
    return false;
  }

  /**
   * Returns a successful page unchanged. All vendors document 200; an empty body with another 2xx
   * would read as a complete empty list. So would an answer whose list is not where the sheet says.
   *
   * @throws PageFailure when the answer is an error, by its envelope or else by its status
   */
  default Page check(Api api, Page page) throws PageFailure {
    int status = page.status();
    PollError stated = error(api, status, page.envelope());
    if (stated == null && status > OK && status < 300) {
      stated = PollError.unexpected("the vendor documents status 200 for a success", status);
    } else if (stated == null && status != OK) {
      stated = PollError.ofStatus(status);
    } else if (stated == null && hidesRows(page)) {
      String message = "the answer has no " + page.missing();
      stated = PollError.of(Failure.AMBIGUOUS, "unexpected_shape", message, status);
    }
    if (stated != null) {
      throw new PageFailure(stated, null);
    }
    return page;
  }

  /** Pages behind the first may lack the list: the first had it where the sheet says. */
  private boolean hidesRows(Page page) {
    Long total = page.declaredTotal();
    return page.missing() != null
        && page.number() == 0
        && (total == null ? !omitsEmptyLists() : total > 0);
  }
}
