package caravan.state;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Frequent words of the event contract, numbered, so that a packed value need not spell them. */
final class StringDictionary {

  private static final List<String> WORDS =
      List.of(
          """
          single client_aggregate open response request peer overlay unspecified private shared
          loopback link_local public other masked_address unparsable_address ipv4_mapped
          vendor_null assumed_time_zone url_redacted insecure_url clock_skew duplicate_in_snapshot
          unknown_field unknown_value raw_truncated client.address client.virtual_address
          client.user.name connection.started_at raw.record subject tls.certificate.expires_at
          tls.certificate.url tls.enabled traffic.measured_at traffic.total.bytes_from_client
          traffic.total.bytes_to_client traffic.total.packets_from_client
          traffic.total.packets_to_client not_stated account.roles account.superuser certificate
          database_user vpn_user
          """
              .split("\\s+"));

  private static final int MAX_LENGTH = WORDS.stream().mapToInt(String::length).max().orElse(0);
  private static final Map<String, Integer> CODES =
      WORDS.stream().collect(Collectors.toMap(Function.identity(), w -> WORDS.indexOf(w) + 1));

  private StringDictionary() {}

  /** Number of a word, 0 for null; -1 if it is not in the dictionary. */
  static int code(String text) {
    if (text == null) {
      return 0;
    }
    // Hashing a long text costs time, and it is never in the dictionary.
    return text.length() > MAX_LENGTH ? -1 : CODES.getOrDefault(text, -1);
  }

  /** The word of a number, or null. */
  static String word(int code) {
    return code == 0 ? null : WORDS.get(code - 1);
  }
}
