package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                            | targets.yaml: the file is empty. Write accounts and targets into it.
          '# nothing'                   | targets.yaml: the file is empty. Write accounts and targets into it.
          '~'                           | targets.yaml: the file is empty. Write accounts and targets into it.
          'accounts:\\n\\tcloud: x'     | targets.yaml:2:1: a tab stands where YAML wants spaces. Indent with spaces.
          'a: b: planted-secret'        | targets.yaml:1:5: a colon stands where no key can be. Check the indentation of this line and the line above, or put the value in quotes.
          'a: x\\nplanted-secret\\nb: y' | targets.yaml:3:1: a key has no colon after it. Write "key: value", with a space after it.
          'a:\\n    b: x\\n  c: y'      | targets.yaml:3:3: the indentation does not fit. Indent keys that belong together alike.
          'a: @planted-secret'          | targets.yaml:1:4: this character cannot start a value. Put the value in quotes.
          'a: *planted-secret'          | targets.yaml:1:1 a: an alias (*name) refers to no anchor (&name) above it. Put the value in quotes if the asterisk belongs to it.
          'a: &x [*x]'                  | targets.yaml:1:8 a[0]: an alias (*name) refers to no anchor (&name) above it. Put the value in quotes if the asterisk belongs to it.
          'a: "planted-secret'          | targets.yaml:1:19: this is not valid YAML. Check quotes, brackets and indentation of this line and the line above.
          'a: [x'                       | targets.yaml:1:6: this is not valid YAML. Check quotes, brackets and indentation of this line and the line above.
          'a: x\\n---\\nb: y'           | targets.yaml:2:1: a second YAML document starts here. Remove the line of three dashes, or move the rest to another file.
          '? [a]\\n: x'                 | targets.yaml:1:3: a key must be plain text. Write the key as a word.
          'a: x\\nb: \\u0007'           | targets.yaml:2:4: the character U+0007 is not allowed in YAML. Remove it, or write it as an escape in double quotes.
          """)
  void unreadableFileIsAnsweredInPlainWords(String file, String expected) {
    String text =
        (file == null ? "" : file)
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\u0007", "\u0007");

    assertEquals(expected, Fixtures.message(text));
  }

  @Test
  void fileThatIsNotUtf8IsRefusedWithThePlaceOfTheByte() {
    byte[] latin = "# one\n# caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

    List<Problem> problems =
        Fixtures.problems(List.of(new Reading.Document("targets.yaml", Path.of(""), latin)));

    assertEquals(
        List.of(
            new Problem(
                "targets.yaml", 2, 6, "", "the file is not UTF-8 text", "Save it as UTF-8.")),
        problems);
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreTaken() {
    Problems problems = new Problems();
    Reading.Document document = Fixtures.document("\uFEFFaccounts:\r\n  a: x\r\n");

    Node root = new Parser(document, problems).parse();

    assertEquals(
        new Place("targets.yaml", "accounts.a", 2, 3), root.entry("accounts").entry("a").place());
  }

  /** The library reads in parts, and a part may end in the middle of a character. */
  @Test
  void characterOfTwoUnitsMayStandAnywhere() {
    for (int length = 1_000; length < 1_060; length++) {
      Problems problems = new Problems();
      String text = "a: " + "x".repeat(length) + "\ud83d\ude00";
      Node root = new Parser(Fixtures.document(text), problems).parse();
      assertEquals(text, "a: " + root.entry("a").text());
    }
  }

  @Test
  void deepNestingIsRefusedWithoutRecursion() {
    String message = Fixtures.message("a: " + "[".repeat(100_000));

    assertEquals(
        "targets.yaml:1:20 a"
            + "[0]".repeat(16)
            + ": values are nested too deeply."
            + " Remove the inner levels.",
        message);
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 8; level++) {
      String alias = "*a" + (level - 1);
      text.append("a" + level + ": &a" + level + " [" + (alias + ", ").repeat(9) + alias + "]\n");
    }

    List<Problem> problems = Fixtures.problems(text.toString());

    assertEquals("the file holds more than 200,000 values", problems.get(0).message());
  }

  @ParameterizedTest
  @CsvSource({
    "12, INTEGER",
    "-12, INTEGER",
    "007, INTEGER",
    "0x1F, INTEGER",
    "12e4, DECIMAL",
    "1.5, DECIMAL",
    "true, BOOLEAN",
    "False, BOOLEAN",
    "yes, TEXT",
    "+08:00, TEXT",
    "~, NOTHING",
    "null, NOTHING",
    "2026-01-01, TEXT",
    "cmgo-1, TEXT"
  })
  void plainScalarsHaveTheKindsOfTheCoreSchema(String text, Node.Kind kind) {
    assertEquals(kind, Parser.kind(text));
  }
}
