package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.model.Scopes;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectsTest {

  private static final Scope SCOPE =
      Scopes.of("ctyun-mongodb-accounts", "account", "region", null, "resource", null);

  @Test
  void subjectIsThePathOfTheResourceAndMore() {
    assertEquals(
        "ctyun/dds/account/region/instance/resource/account/a%2Fb/-",
        Subjects.of(SCOPE, "user", "account", "a/b", ""));
  }

  @Test
  void subjectThatNoEventCanCarryIsRejected() {
    int room = 1024 - SCOPE.resourceUid().length() - 1;
    assertEquals(1024, Subjects.of(SCOPE, "user", "x".repeat(room)).length());
    for (String tooLong :
        List.of("x".repeat(room + 1), "用".repeat(room / 3), "x".repeat(10_000_000))) {
      Rejected rejected = assertThrows(Rejected.class, () -> Subjects.of(SCOPE, "user", tooLong));
      assertEquals("too_long", rejected.errorClass());
      assertEquals("user", rejected.path());
    }
  }
}
