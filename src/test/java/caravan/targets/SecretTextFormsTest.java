package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever holds a secret on its way from the file to a signature does not show it as text. */
class SecretTextFormsTest {

  private static final String PLANTED = "planted-secret";

  static Stream<Object> holders() {
    Secret secret = new Secret(List.of(new Secret.Fixed(PLANTED)));
    Place place = new Place("targets.yaml", "accounts.a.secretAccessKey", 3, 5);
    return Stream.of(
        Template.parse(PLANTED),
        Template.parse("${NAME:" + PLANTED + "}"),
        secret,
        new AccountCredentials("a", secret, secret, secret),
        new AccountCredentials("a", secret, secret, secret).get(),
        Node.scalar(place, Node.Kind.TEXT, PLANTED));
  }

  @ParameterizedTest
  @MethodSource("holders")
  void nothingShowsIt(Object holder) {
    String text = String.valueOf(holder);
    assertFalse(text.contains(PLANTED), text);
    assertFalse(text.isEmpty());
  }
}
