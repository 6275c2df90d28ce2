package caravan.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One process of the fuzzer. All its files are under {@code target/fuzz/<name>}: the seeds, the
 * inputs that led further, which the next run starts from too, the log, and what the fuzzer
 * unpacks.
 *
 * @param name name of the run
 * @param targets class names of the targets that share it
 */
record FuzzRun(String name, List<String> targets) {

  private static final Path ROOT = Path.of("target", "fuzz");

  /**
   * What is not looked for: an operator may name any file for a secret; and the look into regular
   * expressions allocates a thousand times what they do themselves.
   */
  private static final String DISABLED =
      "com.code_intelligence.jazzer.sanitizers.FilePathTraversal"
          + ":com.code_intelligence.jazzer.sanitizers.RegexRoadblocks";

  /** A thread that hangs is what this is for, so that it need not be tight. */
  private static final int SECONDS_FOR_AN_INPUT = 30;

  /** On a machine with ten things to do; a start that hangs has to end at some time. */
  private static final int SECONDS_TO_START = 900;

  private static final int SHORT = 60;
  private static final int MAX_INPUT = 8 * 1024;
  private static final int SHOWN_LINES = 25;

  /** How the fuzzer begins to tell of a finding. */
  private static final Pattern SAID = Pattern.compile("^== Java|ERROR: libFuzzer");

  /** Runs for a time; one text for each finding, which says how it can be seen again. */
  List<String> findings(int seconds) throws IOException, InterruptedException {
    Path folder = ROOT.resolve(name);
    Path found = emptied(folder.resolve("found"));
    Path seeds = emptied(folder.resolve("seeds"));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    writeSeeds(seeds);
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command(seconds, found, corpus, seeds))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(seconds + SECONDS_TO_START, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    List<String> findings = new ArrayList<>();
    for (Path input : in(found)) {
      findings.add(finding(input, log, lines));
    }
    if (findings.isEmpty() && (!ended || process.exitValue() != 0)) {
      findings.add(
          "the fuzzer ended with "
              + (ended ? "status " + process.exitValue() : "no status in time")
              + "; see "
              + log
              + last(lines));
    }
    lines.stream()
        .filter(line -> line.startsWith("Done ") || line.startsWith(Fuzzing.COUNTS))
        .forEach(line -> System.out.println("fuzz " + name + ": " + line));
    return findings;
  }

  private List<String> command(int seconds, Path found, Path corpus, Path seeds)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx320m");
    command.add("-XX:MaxDirectMemorySize=64m");
    command.add("-XX:+UseSerialGC");
    if (seconds <= SHORT) {
      // The better compiler does not pay for itself so soon, and takes the time of the fuzzer.
      command.add("-XX:TieredStopAtLevel=1");
    }
    Path unpacked = Files.createDirectories(found.resolveSibling("unpacked"));
    command.add("-Djava.io.tmpdir=" + unpacked.toAbsolutePath());
    // Otherwise the fuzzer starts one more process to attach its agent to this one.
    command.add("-Djdk.attach.allowAttachSelf=true");
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + Fuzzing.class.getName());
    command.add("--target_args=" + String.join(" ", targets));
    command.add("--instrumentation_includes=caravan.**");
    command.add("--custom_hook_includes=caravan.**");
    command.add("--disabled_hooks=" + DISABLED);
    command.add("--reproducer_path=" + found.getParent());
    command.add("-artifact_prefix=" + found + File.separator);
    command.add("-dict=" + dictionary(found.getParent()));
    command.add("-max_total_time=" + seconds);
    command.add("-timeout=" + SECONDS_FOR_AN_INPUT);
    // The heap bounds the memory. The fuzzer's own bound reads the peak that Linux hands down from
    // the process that starts it, so it would find the size of the tests.
    command.add("-rss_limit_mb=0");
    command.add("-max_len=" + MAX_INPUT);
    command.add("-print_final_stats=1");
    command.add(corpus.toString());
    command.add(seeds.toString());
    return command;
  }

  private static Path dictionary(Path folder) throws IOException {
    Path words = folder.resolve("words.dict");
    try (var in = FuzzRun.class.getResourceAsStream("/fuzz/words.dict")) {
      Files.write(words, in.readAllBytes());
    }
    return words;
  }

  private void writeSeeds(Path folder) throws IOException {
    for (int target = 0; target < targets.size(); target++) {
      int number = 0;
      for (byte[] seed : FuzzTargets.target(targets.get(target)).seeds()) {
        byte[] input = ByteBuffer.allocate(seed.length + 1).put((byte) target).put(seed).array();
        Files.write(folder.resolve(target + "-" + number++), input);
      }
    }
  }

  private String finding(Path input, Path log, List<String> lines) throws IOException {
    byte[] bytes = Files.readAllBytes(input);
    String target = targets.get(bytes.length == 0 ? 0 : Fuzzing.number(bytes, targets.size()));
    String simple = target.substring(target.lastIndexOf('.') + 1);
    Path own =
        Files.createDirectories(ROOT.resolve("findings"))
            .resolve(simple + "-" + input.getFileName());
    Files.write(own, bytes.length == 0 ? bytes : Fuzzing.rest(bytes));
    return target
        + " fails for "
        + own
        + "\nSee it again with: mvn test -Dtest=SeedsTest -Dcaravan.fuzz.target="
        + target
        + " -Dcaravan.fuzz.input="
        + own
        + "\nThe whole log is "
        + log
        + last(lines);
  }

  /** What the fuzzer said of the finding. */
  private static String last(List<String> lines) {
    int from = 0;
    while (from < lines.size() && !SAID.matcher(lines.get(from)).find()) {
      from++;
    }
    int start = from < lines.size() ? from : Math.max(0, lines.size() - SHOWN_LINES);
    return "\n"
        + String.join("\n", lines.subList(start, Math.min(lines.size(), start + SHOWN_LINES)));
  }

  private static Path emptied(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path file : in(folder)) {
      Files.delete(file);
    }
    return folder;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }
}
