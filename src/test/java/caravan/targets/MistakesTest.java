package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Every mistake a person makes, and the exact words that answer it. */
class MistakesTest {

  @TestFactory
  Stream<DynamicTest> everyMistakeIsAnsweredExactly() throws IOException {
    return Arrays.stream(resource().split("(?m)^### "))
        .skip(1)
        .map(
            block ->
                DynamicTest.dynamicTest(block.lines().findFirst().orElseThrow(), check(block)));
  }

  private static Executable check(String block) {
    String file =
        block
            .lines()
            .skip(1)
            .filter(line -> !line.startsWith(">"))
            .collect(Collectors.joining("\n"));
    String expected =
        block
            .lines()
            .filter(line -> line.startsWith("> "))
            .map(line -> line.substring(2))
            .collect(Collectors.joining("\n"));
    String text =
        file.replace("@accounts", Fixtures.ACCOUNTS)
            .replace("@257", "a".repeat(257))
            .replace("@129", "a".repeat(129))
            .replace("@chinese", "云".repeat(200));
    return () -> assertEquals(expected, Fixtures.message(text));
  }

  private static String resource() throws IOException {
    try (InputStream in = MistakesTest.class.getResourceAsStream("/targets/mistakes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
