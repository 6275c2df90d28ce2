package caravan.fetch;

import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Reasons;
import com.fasterxml.jackson.databind.JsonNode;

/** Tells a vendor's error answers from its successes: a pure function. */
public interface Answers {

  /**
   * Classifies an answer.
   *
   * @param status HTTP status
   * @param envelope the answer without its rows; a missing node when the body was no JSON object
   * @return what went wrong, or null when the envelope states no error
   */
  PollError error(int status, JsonNode envelope);

  /**
   * Lets a successful page pass.
   *
   * @throws PageFailure when the answer is an error, by its envelope or else by its status
   */
  default Page check(Page page) throws PageFailure {
    PollError stated = error(page.status(), page.envelope());
    if (stated == null && (page.status() < 200 || page.status() >= 300)) {
      stated = Reasons.ofStatus(page.status());
    }
    if (stated != null) {
      throw new PageFailure(stated, null);
    }
    return page;
  }
}
