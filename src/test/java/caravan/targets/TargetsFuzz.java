package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.fuzz.FuzzTarget;
import caravan.model.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as {@code targets.yaml}: they are targets, or a {@link TargetsException} says where and
 * what is wrong. What may be shown of a wrong file {@link SecretsStayHiddenTest} asks.
 */
public final class TargetsFuzz implements FuzzTarget {

  private static final Path FOLDER = Path.of("target", "fuzz", "no-such-folder").toAbsolutePath();

  private static final int MAX_PROBLEM = 2_000;

  /** A shorter text can stand in a target by accident. */
  private static final int SHORTEST_TELLABLE = 40;

  private final TargetsReader reader = Fixtures.reader();

  @Override
  public boolean takes(byte[] input) {
    try {
      List<Target> targets =
          reader.read(new Reading(List.of(new Reading.Document("targets.yaml", FOLDER, input))));
      for (Target target : targets) {
        assertFalse(target.every().isNegative() || target.every().isZero());
        assertHidden(target);
      }
      return true;
    } catch (TargetsException refused) {
      assertFalse(refused.problems().isEmpty());
      for (Problem problem : refused.problems()) {
        assertTrue(problem.toString().length() <= MAX_PROBLEM, problem::toString);
        assertFalse(problem.toString().contains("\n"), "a problem of two lines");
        assertTrue(problem.line() >= 0 && problem.column() >= 0);
      }
      return false;
    }
  }

  private static void assertHidden(Target target) {
    try {
      String secret = target.account().credentials().get().secretAccessKey();
      boolean tellable = secret.length() > SHORTEST_TELLABLE;
      assertFalse(tellable && target.toString().contains(secret), "a secret is shown");
    } catch (IllegalStateException unreadable) {
      // It is in a file that is not there.
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String text : resource("/targets/mistakes.txt").split("(?m)^### .*$")) {
      String file = text.replaceAll("(?m)^> .*$", "").replace("@accounts", Fixtures.ACCOUNTS);
      seeds.add(file.getBytes(StandardCharsets.UTF_8));
    }
    seeds.add(resource("/caravan/targets.example.yaml").getBytes(StandardCharsets.UTF_8));
    seeds.add(
        (Fixtures.ACCOUNTS
                + "\ntargets:\n  - {api: ctyun-mongodb-accounts, account: ctyun,"
                + " resources: [&a x], users: [*a], pageSize: ${SIZE}, every: PT5M}\n")
            .getBytes(StandardCharsets.UTF_8));
    seeds.add(
        (Fixtures.ACCOUNTS
                + "\ntargets:\n  - {api: ctyun-mongodb-accounts, account: ctyun,"
                + " resources: [a], pageSize: 0x10, every: 10m, heartbeat: 1d}\n")
            .getBytes(StandardCharsets.UTF_8));
    return seeds;
  }

  private static String resource(String name) {
    try (InputStream in = TargetsFuzz.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
