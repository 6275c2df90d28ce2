package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.json.JsonText;
import caravan.model.Paths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Any text around the secrets of an account, in each form they travel in: no form is left, whole or
 * cut off at the end.
 */
public final class RedactionFuzz implements FuzzTarget {

  private static final Redaction REDACTION =
      Redaction.of(Fixtures.target(Fixtures.TENCENT).build().account());

  private static final List<String> FORMS = forms();
  private static final int GROWTH = 4;
  private static final int SHORTEST_HALF = 6;

  private static List<String> forms() {
    List<String> forms = new ArrayList<>();
    for (String secret : List.of(Fixtures.SECRET, Fixtures.TOKEN)) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      String quoted = new JsonText(64).value(secret).toString();
      forms.add(secret);
      forms.add(Paths.percentEncode(secret));
      forms.add(Paths.percentEncode(Paths.percentEncode(secret)));
      forms.add(Base64.getEncoder().encodeToString(bytes));
      forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      forms.add(quoted.substring(1, quoted.length() - 1));
      forms.add(quoted.substring(1, quoted.length() - 1).replace("/", "\\/"));
    }
    return forms;
  }

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    String before = choices.text();
    String form = choices.one(FORMS);
    int kept = 1 + choices.below(form.length());
    String text = new String(choices.rest(), StandardCharsets.UTF_8);
    assertClean(REDACTION.apply(before + form + text));
    String beginning = REDACTION.applyToBeginning(text + form.substring(0, kept));
    assertClean(beginning);
    if (kept >= SHORTEST_HALF && !text.contains("\"") && !text.contains(form.substring(0, kept))) {
      assertFalse(beginning.endsWith(form.substring(0, kept)), "half a secret is left");
    }
    String alone = REDACTION.apply(text);
    assertTrue(alone.length() <= GROWTH * (16 + text.length()), "grew");
    return true;
  }

  private static void assertClean(String text) {
    for (String form : FORMS) {
      assertFalse(text.contains(form), form);
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>(Choices.seeds());
    for (String text :
        List.of(
            "{\"password\":\"x\\\"y\",\"u\":\"https:\\/\\/me:pw@host\\/c?a=\\/b\"}",
            "see https://user:p@ss@host/a?b#c now",
            "\"X-Auth-Token\" : \"abc")) {
      seeds.add(Choices.input(text.getBytes(StandardCharsets.UTF_8), 8, 3, 5));
    }
    return seeds;
  }
}
