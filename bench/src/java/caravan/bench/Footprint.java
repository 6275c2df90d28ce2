package caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process takes of the machine, as Linux counts it.
 *
 * @param rssMib resident memory in MiB, shared pages included
 * @param cpu CPU time of all its threads since it began
 * @param threads threads that run or wait
 * @param sockets open sockets, those that listen included
 */
record Footprint(double rssMib, Duration cpu, int threads, int sockets) {

  /** Of a process that lives. */
  static Footprint of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    double rss = 0;
    int threads = 0;
    for (String line : Files.readAllLines(folder.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        rss = number(line) / 1024.0;
      } else if (line.startsWith("Threads:")) {
        threads = (int) number(line);
      }
    }
    Duration cpu =
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO);
    return new Footprint(rss, cpu, threads, sockets(folder.resolve("fd")));
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  private static int sockets(Path descriptors) throws IOException {
    int count = 0;
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        count += isSocket(one) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
