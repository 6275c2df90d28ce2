package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Address;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.json.CanonicalJson;
import caravan.model.Knowns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Subjects of any content, put into a memory and taken out of it again: at every step it holds just
 * what a map of the objects holds, packed or not.
 */
public final class ScopeStateFuzz implements FuzzTarget {

  private static final int MAX_STEPS = 24;

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    ScopeState memory = new ScopeState();
    Map<String, SubjectState> objects = new HashMap<>();
    List<String> subjects = new ArrayList<>();
    for (int step = 1 + choices.below(MAX_STEPS); step > 0; step--) {
      if (!subjects.isEmpty() && choices.below(4) == 3) {
        String subject = choices.one(subjects);
        memory.remove(subject);
        objects.remove(subject);
      } else {
        SubjectState known = known(choices, subjects);
        subjects.add(known.subject());
        memory.put(known);
        objects.put(known.subject(), known);
      }
    }
    assertEquals(objects.size(), memory.size());
    for (String subject : subjects) {
      SubjectState known = objects.get(subject);
      assertEquals(known, memory.known(subject));
      assertEquals(
          known == null ? null : new Incarnation(known.identity(), known.scheduledAt()),
          memory.incarnation(subject));
    }
    assertTrue(memory.subjects().containsAll(objects.keySet()));
    return true;
  }

  private static SubjectState known(Choices choices, List<String> subjects) {
    String subject =
        !subjects.isEmpty() && choices.below(4) == 1
            ? choices.one(subjects)
            : (choices.yes() ? "" : Knowns.UID + "/connection/") + choices.text();
    String record = choices.yes() ? choices.text() : CanonicalJson.text(choices.json());
    return new SubjectState(
        new Identity(
            subject,
            choices.yes() ? null : choices.instant(),
            (int) choices.number(),
            choices.yes() ? choices.text() : "sha256:" + Ids.sha256(subject)),
        choices.instant(),
        choices.instant(),
        facts(choices),
        choices.yes() ? List.of() : List.of(new Quality(text(choices), text(choices))),
        new Raw(record, choices.yes() ? text(choices) : Ids.sha256(record), choices.yes()));
  }

  private static Facts facts(Choices choices) {
    return switch (choices.below(4)) {
      case 0 -> null;
      case 1 -> tls(choices);
      case 2 -> account(choices);
      default ->
          new ConnectionFacts(
              choices.yes() ? null : client(choices),
              choices.yes() ? null : connection(choices),
              choices.yes() ? null : new Traffic(choices.instant(), counters(choices), null, null));
    };
  }

  private static Client client(Choices choices) {
    return new Client(
        choices.yes() ? null : address(choices),
        choices.yes() ? address(choices) : null,
        choices.yes() ? null : new Client.User(text(choices), text(choices)),
        truth(choices));
  }

  private static Address address(Choices choices) {
    return new Address(
        text(choices),
        text(choices),
        choices.yes(),
        (int) choices.number(),
        text(choices),
        text(choices),
        text(choices),
        choices.yes() ? null : (int) choices.number(),
        text(choices));
  }

  private static Connection connection(Choices choices) {
    return new Connection(
        text(choices),
        "open",
        choices.number(),
        null,
        truth(choices),
        text(choices),
        choices.yes() ? null : choices.instant(),
        null,
        null,
        text(choices));
  }

  private static Traffic.Counters counters(Choices choices) {
    return new Traffic.Counters(
        choices.number(), choices.yes() ? null : choices.number(), null, choices.number());
  }

  private static Tls tls(Choices choices) {
    return new Tls(
        truth(choices),
        choices.yes()
            ? null
            : new Tls.Certificate(
                choices.instant(),
                text(choices),
                text(choices),
                text(choices),
                text(choices),
                text(choices),
                text(choices)),
        truth(choices),
        text(choices),
        null);
  }

  private static DatabaseAccount account(Choices choices) {
    List<DatabaseAccount.Role> roles = new ArrayList<>();
    for (int i = choices.below(5); i > 0; i--) {
      roles.add(new DatabaseAccount.Role(choices.text(), choices.text()));
    }
    return new DatabaseAccount(
        choices.text(),
        choices.text(),
        choices.yes(),
        roles,
        null,
        new DatabaseAccount.Access(
            truth(choices),
            choices.yes() ? null : List.of(choices.text(), choices.text()),
            choices.yes() ? null : choices.instant()),
        new DatabaseAccount.Details(
            text(choices),
            text(choices),
            choices.yes() ? null : choices.instant(),
            choices.yes() ? null : choices.instant(),
            text(choices),
            text(choices)));
  }

  private static String text(Choices choices) {
    return choices.yes() ? null : choices.text();
  }

  private static Boolean truth(Choices choices) {
    return choices.yes() ? null : Boolean.valueOf(choices.yes());
  }

  @Override
  public List<byte[]> seeds() {
    return Choices.seeds();
  }
}
