package caravan.role;

import caravan.cloud.RoleCalls;
import caravan.cloud.RoleExchange;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import caravan.poll.HttpDate;
import caravan.poll.Reply;
import caravan.poll.sign.Skews;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One attempt to get the credential of a role. */
final class RoleAttempt implements RoleExchange {

  /** From here on a wrong clock may be why a signature was refused. */
  private static final Duration FAR = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Role role;
  private final RoleAnswers answers;
  private final Clock clock;
  private final List<Credential> secrets = new ArrayList<>();
  private Duration ahead;
  private Duration correction;
  private Credential used;
  private int refusals;

  /** {@code ahead} is how far the vendor's clock is ahead of this machine's, as far as known. */
  RoleAttempt(Role role, RoleAnswers answers, Clock clock, Duration ahead) {
    this.role = role;
    this.answers = answers;
    this.clock = clock;
    this.ahead = ahead;
    this.correction = ahead;
  }

  /** Asks once, and once more with the vendor's time if that may have been the mistake. */
  TemporaryCredential assume(RoleCalls calls) throws IOException {
    try {
      return calls.assume(role, this);
    } catch (PageFailure failure) {
      note(failure.error());
      if (!mayBeLate(failure.error(), calls) || isClose(ahead, correction)) {
        throw failure;
      }
      correction = ahead;
    }
    try {
      return calls.assume(role, this);
    } catch (PageFailure failure) {
      note(failure.error());
      throw failure;
    }
  }

  /** Some vendors call a late signature a wrong one; one that locks keys is not tried that way. */
  private static boolean mayBeLate(PollError error, RoleCalls calls) {
    return error.failure() == Failure.CLOCK
        || error.failure() == Failure.AUTHENTICATION && calls.lockAfter() == 0;
  }

  private void note(PollError error) {
    refusals += error.failure() == Failure.AUTHENTICATION && error.httpStatus() != null ? 1 : 0;
  }

  private static boolean isClose(Duration one, Duration other) {
    return one.minus(other).abs().compareTo(FAR) <= 0;
  }

  @Override
  public Credential secret() {
    if (used == null) {
      used = role.secret().get();
      secrets.add(used);
    }
    return used;
  }

  @Override
  public void hide(String secret) {
    secrets.add(new Credential("", secret, null));
  }

  @Override
  public Instant now() {
    return clock.instant().plus(correction);
  }

  @Override
  public Answer send(Request request) throws IOException {
    Instant sent = clock.instant();
    Reply reply = answers.to(role, request);
    Instant stated = HttpDate.read(reply.header("Date"));
    if (stated != null) {
      ahead = Skews.difference(stated, sent, clock.instant());
    }
    String text = new String(reply.body(), StandardCharsets.UTF_8);
    return new Answer(reply.status(), reply::header, text, json(reply.body()));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** How far the vendor's clock is ahead of this machine's. */
  Duration ahead() {
    return ahead;
  }

  /** What proved who asks; null when nothing was needed or it could not be read. */
  Credential used() {
    return used;
  }

  /** Everything that an answer may repeat. */
  List<Credential> secrets() {
    return secrets;
  }

  /** How often the vendor refused what proves who asks. */
  int refusals() {
    return refusals;
  }
}
