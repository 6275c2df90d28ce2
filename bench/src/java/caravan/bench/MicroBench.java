package caravan.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Single steps of a poll, each alone and on one thread, by JMH: operations per second, the bytes
 * that an operation allocates, and for signers how many times the SDK's operations that is.
 */
final class MicroBench {

  private static final List<String> VENDORS = List.of("tencent", "alibaba", "huawei");
  private static final Set<String> OPTIONS = Set.of("only", "forks", "warmups", "rounds", "millis");

  private MicroBench() {}

  /**
   * Measures and writes {@code micro} and, when signers are among it, {@code micro-signers}.
   *
   * @param arguments {@code name=value} separated by commas: {@code only}, a regular expression
   *     that class, a dot and method must contain; {@code forks} (1), {@code warmups} (4) and
   *     {@code rounds} (3) of {@code millis} (1000)
   */
  static void run(String arguments) throws RunnerException, IOException {
    Map<String, String> options = options(arguments);
    TimeValue time = TimeValue.milliseconds(number(options, "millis", 1000));
    Collection<RunResult> all =
        new Runner(
                new OptionsBuilder()
                    .include(options.getOrDefault("only", "caravan\\.bench\\."))
                    .forks(number(options, "forks", 1))
                    .warmupIterations(number(options, "warmups", 4))
                    .warmupTime(time)
                    .measurementIterations(number(options, "rounds", 3))
                    .measurementTime(time)
                    .mode(Mode.Throughput)
                    .timeUnit(TimeUnit.SECONDS)
                    .addProfiler(GCProfiler.class)
                    .addProfiler(CpuTime.class)
                    .jvmArgsAppend("-Xmx1g", "-Xms1g", "-XX:+UseSerialGC")
                    .build())
            .run();
    Results results = new Results("micro");
    Map<String, Double> rates = new HashMap<>();
    Map<String, Double> times = new HashMap<>();
    for (RunResult one : all) {
      results.add(row(one));
      rates.put(name(one), one.getPrimaryResult().getScore());
      times.put(name(one), one.getSecondaryResults().get(CpuTime.NAME).getScore());
    }
    results.write();
    writeSigners(rates, times);
  }

  private static ObjectNode row(RunResult one) {
    Result<?> rate = one.getPrimaryResult();
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("step", name(one));
    row.put("of", one.getParams().getParamsKeys().isEmpty() ? "" : parameters(one));
    row.put("operations/s", Math.round(rate.getScore()));
    row.put("± %", Math.round(1000 * rate.getScoreError() / rate.getScore()) / 10.0);
    row.put("CPU ns each", Math.round(one.getSecondaryResults().get(CpuTime.NAME).getScore()));
    row.put(
        "bytes each", Math.round(one.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
    return row;
  }

  private static String parameters(RunResult one) {
    StringBuilder text = new StringBuilder();
    for (String key : one.getParams().getParamsKeys()) {
      text.append(text.length() == 0 ? "" : " ").append(one.getParams().getParam(key));
    }
    return text.toString();
  }

  private static String name(RunResult one) {
    String[] parts = one.getParams().getBenchmark().split("\\.");
    return parts[parts.length - 2].replace("Benchmark", "") + "." + parts[parts.length - 1];
  }

  private static void writeSigners(Map<String, Double> rates, Map<String, Double> times)
      throws IOException {
    Results results = new Results("micro-signers");
    boolean any = false;
    for (String vendor : VENDORS) {
      any |= compare(results, rates, times, vendor, vendor);
    }
    any |= compare(results, rates, times, "tencentWithAction", "tencent");
    if (any) {
      results.write();
    }
  }

  private static boolean compare(
      Results results,
      Map<String, Double> rates,
      Map<String, Double> times,
      String signer,
      String vendor) {
    Double ours = rates.get("Signer." + signer);
    Double theirs = rates.get("Signer." + vendor + "Sdk");
    if (ours == null || theirs == null) {
      return false;
    }
    results.add(
        JsonNodeFactory.instance
            .objectNode()
            .put("signer", signer)
            .put("Caravan, signatures/s", Math.round(ours))
            .put("SDK, signatures/s", Math.round(theirs))
            .put("times the SDK", hundredths(ours / theirs))
            .put(
                "times the SDK, by CPU time",
                hundredths(times.get("Signer." + vendor + "Sdk") / times.get("Signer." + signer))));
    return true;
  }

  private static double hundredths(double value) {
    return Math.round(100 * value) / 100.0;
  }

  private static int number(Map<String, String> options, String name, int otherwise) {
    return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
  }

  private static Map<String, String> options(String arguments) {
    Map<String, String> options = new HashMap<>();
    for (String one : arguments.isEmpty() ? new String[0] : arguments.split(",")) {
      String[] parts = one.split("=", 2);
      if (parts.length < 2 || !OPTIONS.contains(parts[0])) {
        throw new IllegalArgumentException("micro:name=value,… with " + OPTIONS + ", not " + one);
      }
      options.put(parts[0], parts[1]);
    }
    return options;
  }
}
