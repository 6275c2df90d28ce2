package caravan.bench;

import caravan.broker.Broker;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the product takes with five scopes at 60 s. All kinds of starts run side by side, each with
 * a prefix of its own; resident memory is read over time and nothing else is asked of them
 * meanwhile. The figure at the end is the median of a minute, because what compilers take comes and
 * goes. At the end the heap is collected, and native memory told where it is tracked; processes
 * that track it take a little more. All have the environment that the documents recommend.
 *
 * <p>{@code bench.footprint.minutes} is for how long, 2 by default.
 */
final class FootprintBench {

  private static final Path WORK = Path.of("target", "bench", "footprint");
  private static final String ARCHIVE = ", archive";

  private static final Pattern COMMITTED =
      Pattern.compile("- +([A-Za-z ]+) \\(reserved=\\d+KB, committed=(\\d+)KB");

  private static final Pattern USED =
      Pattern.compile("(?:generation|DefNew|Tenured|heap).* used (\\d+)K");
  private static final Pattern META = Pattern.compile("Both: +([0-9.]+) MB used");

  private FootprintBench() {}

  static void run() throws Exception {
    Results results = new Results("footprint");
    int minutes = Integer.getInteger("bench.footprint.minutes", 2);
    try (FiveScopes scopes = new FiveScopes()) {
      Map<String, Packaged> running = new LinkedHashMap<>();
      Map<String, Javas.Installation> javas = new LinkedHashMap<>();
      Map<String, ObjectNode> rows = new LinkedHashMap<>();
      try {
        for (Javas.Installation java : Javas.present()) {
          start(scopes, java, "", Packaged.jarWith(List.of()), running, javas);
          String training = "training-" + running.size();
          scopes.createTopics(training);
          List<String> archive =
              StartBench.launchWithArchive(java, ARCHIVE, scopes.settings(training));
          start(scopes, java, ARCHIVE, archive, running, javas);
          List<String> tracked = Packaged.jarWith(List.of("-XX:NativeMemoryTracking=summary"));
          start(scopes, java, ", tracked", tracked, running, javas);
        }
        for (int half = 1; half <= minutes * 2 - 2; half++) {
          TimeUnit.SECONDS.sleep(30);
          for (Map.Entry<String, Packaged> one : running.entrySet()) {
            Footprint now = one.getValue().footprint();
            System.out.printf("%s after %d s: %s%n", one.getKey(), half * 30, now);
            if (half == 1) {
              row(rows, one.getKey()).put("RSS MiB after 30 s", Math.round(now.rssMib()));
            }
          }
        }
        lastMinute(running, rows, minutes);
        for (Map.Entry<String, Packaged> one : running.entrySet()) {
          end(rows.get(one.getKey()), one.getValue(), javas.get(one.getKey()));
        }
      } finally {
        running.values().forEach(Packaged::close);
      }
      rows.values().forEach(results::add);
    }
    results.write();
  }

  private static void start(
      FiveScopes scopes,
      Javas.Installation java,
      String what,
      List<String> launch,
      Map<String, Packaged> running,
      Map<String, Javas.Installation> javas)
      throws Exception {
    String prefix = "footprint-" + running.size();
    scopes.createTopics(prefix);
    Map<String, String> environment = new HashMap<>(FiveScopes.environment());
    environment.put("MALLOC_ARENA_MAX", "2");
    Packaged.Start start =
        new Packaged.Start(
            java.tool("java"), List.of("-Xmx256m"), scopes.settings(prefix), environment, launch);
    String name = java.name() + what;
    running.put(name, Packaged.start(start, Broker.freePort(), WORK.resolve(prefix + ".log")));
    javas.put(name, java);
  }

  private static ObjectNode row(Map<String, ObjectNode> rows, String name) {
    return rows.computeIfAbsent(
        name, one -> JsonNodeFactory.instance.objectNode().put("process", one));
  }

  private static void lastMinute(
      Map<String, Packaged> running, Map<String, ObjectNode> rows, int minutes) throws Exception {
    Map<String, List<Double>> seen = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      TimeUnit.SECONDS.sleep(5);
      for (Map.Entry<String, Packaged> one : running.entrySet()) {
        seen.computeIfAbsent(one.getKey(), any -> new ArrayList<>())
            .add(one.getValue().footprint().rssMib());
      }
    }
    for (Map.Entry<String, Packaged> one : running.entrySet()) {
      Spread rss = Spread.of(seen.get(one.getKey()));
      Footprint now = one.getValue().footprint();
      ObjectNode row = row(rows, one.getKey());
      row.put("RSS MiB after " + minutes + " min", Math.round(rss.median()));
      row.put("most in the last minute", Math.round(rss.most()));
      row.put("CPU s", now.cpu().toMillis() / 1000.0);
      row.put("threads", now.threads()).put("sockets", now.sockets());
    }
  }

  private static void end(ObjectNode row, Packaged product, Javas.Installation java)
      throws Exception {
    jcmd(java, product, "GC.run");
    Footprint collected = product.footprint();
    row.put("RSS MiB after a collection", Math.round(collected.rssMib()));
    long heap = 0;
    for (String line : jcmd(java, product, "GC.heap_info").split("\\R")) {
      Matcher used = USED.matcher(line);
      heap += used.find() ? Long.parseLong(used.group(1)) : 0;
    }
    row.put("heap KiB used then", heap);
    Matcher metaspace = META.matcher(jcmd(java, product, "VM.metaspace", "basic"));
    row.put("metaspace MiB", metaspace.find() ? metaspace.group(1) : "unknown");
    Matcher parts = COMMITTED.matcher(jcmd(java, product, "VM.native_memory", "summary"));
    List<String> largest = new ArrayList<>();
    while (parts.find()) {
      long mebibytes = Long.parseLong(parts.group(2)) >> 10;
      if (mebibytes > 0) {
        largest.add(parts.group(1) + " " + mebibytes);
      }
    }
    row.put("native MiB", String.join(", ", largest));
  }

  private static String jcmd(Javas.Installation java, Packaged product, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.tool("jcmd").toString());
    command.add(Long.toString(product.pid()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
