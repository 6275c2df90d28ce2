package caravan.doctor.check;

import caravan.kafka.Finding;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Looks whether the names of hosts have addresses. */
final class NameCheck {

  private static final String CHECK = "name";
  private static final Duration LOOKED_UP_WITHIN = Duration.ofSeconds(5);

  private NameCheck() {}

  /**
   * Looks up hosts side by side.
   *
   * @param hosts by name, what each is used for
   * @param threads to look up on
   */
  static List<Finding> of(Map<String, String> hosts, ExecutorService threads)
      throws InterruptedException {
    Map<String, Future<InetAddress[]>> asked = new LinkedHashMap<>();
    hosts.keySet().forEach(host -> asked.put(host, threads.submit(() -> look(host))));
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Future<InetAddress[]>> one : asked.entrySet()) {
      findings.add(finding(one.getKey(), hosts.get(one.getKey()), one.getValue()));
    }
    return findings;
  }

  private static InetAddress[] look(String host) throws UnknownHostException {
    return InetAddress.getAllByName(host);
  }

  private static Finding finding(String host, String use, Future<InetAddress[]> answer)
      throws InterruptedException {
    try {
      InetAddress[] found = answer.get(LOOKED_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      String addresses =
          Arrays.stream(found)
              .limit(3)
              .map(InetAddress::getHostAddress)
              .collect(Collectors.joining(", "));
      return Finding.ok(CHECK, host, addresses + " (" + use + ")");
    } catch (ExecutionException unknown) {
      return Finding.fail(
          CHECK,
          host,
          "there is no such name (" + use + ")",
          "Correct region or endpoint in the targets, or kafka.bootstrap.servers; or look at DNS.");
    } catch (TimeoutException slow) {
      return Finding.fail(
          CHECK,
          host,
          "the look-up did not end within " + LOOKED_UP_WITHIN.toSeconds() + " s (" + use + ")",
          "Look at the DNS servers of this machine and the way to them.");
    }
  }

  /** Hosts of a list such as {@code a:9092,b:9092}. */
  static List<String> hosts(String addresses) {
    return Arrays.stream(addresses.split(","))
        .map(String::strip)
        .map(address -> address.replaceFirst("^[A-Za-z_]+://", ""))
        .map(address -> address.replaceFirst(":\\d*$", ""))
        .map(address -> address.replaceFirst("^\\[(.*)\\]$", "$1"))
        .filter(host -> !host.isEmpty())
        .distinct()
        .toList();
  }
}
