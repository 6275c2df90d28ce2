package caravan.doctor.check;

import caravan.kafka.Finding;
import java.net.InetAddress;
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

/** Checks that host names have addresses. */
final class NameCheck {

  private static final String CHECK = "name";
  private static final int MAX_SECONDS = 5;

  private NameCheck() {}

  /** Looks up hosts in parallel; the map says what each is used for. */
  static List<Finding> of(Map<String, String> hosts, ExecutorService threads)
      throws InterruptedException {
    Map<String, Future<InetAddress[]>> asked = new LinkedHashMap<>();
    for (String host : hosts.keySet()) {
      asked.put(host, threads.submit(() -> InetAddress.getAllByName(host)));
    }
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Future<InetAddress[]>> one : asked.entrySet()) {
      findings.add(finding(one.getKey(), hosts.get(one.getKey()), one.getValue()));
    }
    return findings;
  }

  private static Finding finding(String host, String use, Future<InetAddress[]> answer)
      throws InterruptedException {
    try {
      InetAddress[] found = answer.get(MAX_SECONDS, TimeUnit.SECONDS);
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
          "the look-up did not end within " + MAX_SECONDS + " s (" + use + ")",
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
