package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  @Test
  void piecesComeInOrder() {
    assertEquals(
        List.of(
            new Template.Literal("a-"),
            new Template.Variable("NAME", null),
            new Template.Literal("/"),
            new Template.Variable("OTHER", "x:y"),
            new Template.Variable("NONE", ""),
            new Template.FileName("/run/a:b"),
            new Template.Literal("-z")),
        Template.parse("a-${NAME}/${OTHER:x:y}${NONE:}${file:/run/a:b}-z"));
  }

  @Test
  void dollarsAreLiteralUnlessTheyOpenAPlaceholder() {
    assertEquals(List.of(new Template.Literal("$a $$ ${b} }$")), Template.parse("$a $$ $${b} }$"));
    assertEquals(
        List.of(new Template.Literal("$${"), new Template.Variable("A", null)),
        Template.parse("$$${${A}"));
    assertEquals(List.of(), Template.parse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${planted",
        "${}",
        "${ planted}",
        "${1planted}",
        "${plan-ted}",
        "${:planted}",
        "${A:${planted}}",
        "${file:}",
        "${file: }",
        "${file:/planted\n}",
        "${planted é}"
      })
  void malformedPlaceholderIsRefusedWithoutQuotingIt(String value) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Template.parse(value));

    assertFalse(refused.getMessage().contains("planted"));
  }
}
