package caravan.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Coverage-guided fuzzing of every parser and normalizer. In a build all targets share two
 * processes, side by side, for {@code -Dcaravan.fuzz.together=20} seconds. By hand {@code
 * -Dcaravan.fuzz.each=300} gives each target a process of its own for so many seconds, and {@code
 * -Dcaravan.fuzz.only=Page} leaves out those whose class name does not contain the word.
 */
class FuzzIT {

  /** Long enough to run every seed many times over, short enough for every build. */
  private static final int SECONDS_TOGETHER = Integer.getInteger("caravan.fuzz.together", 20);

  private static final int SIDE_BY_SIDE = 2;

  private static final ExecutorService THREADS = Executors.newFixedThreadPool(SIDE_BY_SIDE);

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
  }

  @TestFactory
  Stream<DynamicTest> nothingIsFound() {
    int each = Integer.getInteger("caravan.fuzz.each", 0);
    List<FuzzRun> runs = runs(each);
    List<Future<List<String>>> all = new ArrayList<>();
    for (FuzzRun run : runs) {
      all.add(THREADS.submit(() -> run.findings(each > 0 ? each : SECONDS_TOGETHER)));
    }
    return IntStream.range(0, runs.size())
        .mapToObj(i -> DynamicTest.dynamicTest(runs.get(i).name(), () -> assertNone(all.get(i))));
  }

  private static List<FuzzRun> runs(int each) {
    String only = System.getProperty("caravan.fuzz.only", "");
    List<String> names = FuzzTargets.names().stream().filter(name -> name.contains(only)).toList();
    if (each > 0) {
      return names.stream().map(name -> new FuzzRun(simple(name), List.of(name))).toList();
    }
    List<FuzzRun> runs = new ArrayList<>();
    for (int run = 0; run < SIDE_BY_SIDE; run++) {
      List<String> share = new ArrayList<>();
      for (int i = run; i < names.size(); i += SIDE_BY_SIDE) {
        share.add(names.get(i));
      }
      if (!share.isEmpty()) {
        runs.add(new FuzzRun("together-" + (run + 1), share));
      }
    }
    return runs;
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void assertNone(Future<List<String>> run)
      throws IOException, InterruptedException {
    try {
      List<String> findings = run.get();
      if (!findings.isEmpty()) {
        fail(String.join("\n\n", findings));
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }
}
