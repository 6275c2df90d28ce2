package caravan.poll;

import caravan.cloud.ApiParts;
import caravan.cloud.ErrorClassifier;
import caravan.cloud.Normalizer;
import caravan.model.PageFailure;
import java.util.List;
import java.util.Map;

/** Polls that are at an attempt with the account's credentials, without a route; for tests. */
public final class Begun {

  private static final Attempts ATTEMPTS =
      new Attempts(
          List.of(
              attempt -> {
                attempt.signWith(attempt.poll().scope().target().account().credentials().get());
                return Permit.NONE;
              }));

  private Begun() {}

  /** Begins an attempt of a poll with the beans of its API, as far as a test needs them. */
  public static Poll begun(Poll poll, ErrorClassifier errors, Normalizer normalizer) {
    poll.begin(new ApiParts(null, errors, normalizer));
    try {
      ATTEMPTS.begin(poll, null);
    } catch (PageFailure refused) {
      throw new IllegalStateException(refused);
    }
    return poll;
  }

  /** An answer without headers. */
  public static Reply reply(int status, byte[] body) {
    return new Reply(status, Map.of(), body);
  }
}
