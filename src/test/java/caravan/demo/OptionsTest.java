package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void everythingHasADefault() {
    assertEquals(new Options(0, 0, 0, 0, 1, false, false), Options.parse());
  }

  @Test
  void everythingCanBeSaid() {
    Options options =
        Options.parse(
            "--seconds",
            "30",
            "--quiet",
            "--seed",
            "-7",
            "--simulator-port",
            "1",
            "--kafka-port",
            "2",
            "--management-port",
            "3",
            "--help");

    assertEquals(new Options(1, 2, 3, 30, -7, true, true), options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sekonds 3 | Unknown option --sekonds.",
        "--seconds | Option --seconds needs a whole number.",
        "--seconds soon | Option --seconds needs a whole number.",
        "--seconds 0 | Option --seconds takes a number from 1 to 86400.",
        "--kafka-port 65536 | Option --kafka-port takes a number from 0 to 65535."
      })
  void mistakesAreNamed(String arguments, String message) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Options.parse(arguments.split(" ")));
    assertEquals(message, error.getMessage());
  }

  @Test
  void usageNamesEveryOption() {
    for (String option : Options.USAGE.lines().filter(l -> l.startsWith("  --")).toList()) {
      String name = option.trim().split(" ")[0];
      String value = option.contains(name + " N") ? " 5" : "";
      Options.parse((name + value).split(" "));
    }
    assertTrue(
        Pattern.compile("--", Pattern.LITERAL).matcher(Options.USAGE).results().count() >= 7);
  }
}
