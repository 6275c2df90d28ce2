package caravan.product;

import static caravan.simulator.Simulator.ALIBABA_ONLINE_CLIENTS;
import static caravan.simulator.Simulator.CTYUN_ACCOUNTS;
import static caravan.simulator.Simulator.HUAWEI_CONNECTIONS;
import static caravan.simulator.Simulator.TENCENT_CLIENT_CONNECTIONS;
import static caravan.simulator.Simulator.TENCENT_INSTANCE_SSL;

import caravan.simulator.Answer;
import caravan.simulator.Call;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All that vendors and the way to them do wrong, one fault per account. */
final class Faults {

  /** The account of a hundred lists that trickle. */
  static final String SLOW_LORIS = "slow-loris";

  /** Accounts whose secret is wrong; the vendors find that out by themselves. */
  static final String WRONG = "wrong-secret-";

  /** The account whose permission is missing. */
  static final String FORBIDDEN = "forbidden";

  /** The account whose resource does not exist. */
  static final String NOT_FOUND = "not-found";

  /** The account whose host does not resolve. */
  static final String NO_NAME = "no-such-name";

  /** The account whose host shows a certificate of an unknown authority. */
  static final String UNTRUSTED = "untrusted";

  /** The account whose host is not there. */
  static final String NOBODY = "nobody-listens";

  private static final String SUSPENDED = "failed authentication account_suspended";

  /** What the slots after a throttled one may say, while the vendor wants to be left alone. */
  private static final String PAUSED = "failed throttled budget_paused";

  private Faults() {}

  /** Every fault. */
  static List<Fault> all() {
    return List.of(
        // Throttling: each vendor in its own words, with and without the time that it lasts.
        fault(
            "throttled-bare",
            HUAWEI_CONNECTIONS,
            "429 without a word",
            always(Answer.of(429, "")),
            "failed throttled http_429",
            PAUSED),
        fault(
            "throttled-hint",
            HUAWEI_CONNECTIONS,
            "429 with Retry-After of a second",
            always(
                Answer.of(429, "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"over ratelimit\"}")
                    .header("Retry-After", "1")),
            "failed throttled APIGW.0308",
            PAUSED),
        fault(
            "throttled-long",
            CTYUN_ACCOUNTS,
            "429 with Retry-After of an hour",
            always(Answer.of(429, "").header("Retry-After", "3600")),
            "failed throttled http_429",
            PAUSED),
        fault(
            "throttled-tencent",
            TENCENT_CLIENT_CONNECTIONS,
            "throttling behind a success",
            always(tencentError("RequestLimitExceeded.UinLimitExceeded")),
            "failed throttled RequestLimitExceeded.UinLimitExceeded",
            PAUSED),
        fault(
            "throttled-alibaba",
            ALIBABA_ONLINE_CLIENTS,
            "throttling as a bad request",
            always(Answer.of(400, "{\"Code\":\"Throttling.User\",\"Message\":\"slow\"}")),
            "failed throttled Throttling.User",
            PAUSED),
        fault(
            "throttled-ctyun",
            CTYUN_ACCOUNTS,
            "throttling as a missing permission",
            always(
                Answer.of(
                    403,
                    "{\"statusCode\":\"CTAPI_10403\",\"message\":"
                        + "\"\u8bf7\u6c42\u8fc7\u4e8e\u9891\u7e41\"}")),
            "failed throttled CTAPI_10403",
            PAUSED),
        // The vendor is broken, or the way to it.
        fault(
            "storm",
            TENCENT_INSTANCE_SSL,
            "503 and 500 in turn",
            inTurn(Answer.of(503, "down"), Answer.of(500, "{}")),
            "failed vendor_error http_503",
            "failed vendor_error http_500"),
        fault(
            "reset",
            ALIBABA_ONLINE_CLIENTS,
            "the connection is closed without an answer",
            always(Answer.hangUp()),
            "failed transport no_connection"),
        fault(
            "trickle",
            HUAWEI_CONNECTIONS,
            "an answer of a byte every half second",
            always(Answer.normal().drip(1, Duration.ofMillis(500))),
            "failed timeout no_answer_in_time",
            "failed timeout poll_timeout"),
        fault(
            SLOW_LORIS,
            ALIBABA_ONLINE_CLIENTS,
            "a hundred lists, each of which trickles",
            always(Answer.normal().drip(1, Duration.ofMillis(400))),
            "failed timeout no_answer_in_time",
            "failed timeout poll_timeout"),
        fault(
            "silent",
            TENCENT_CLIENT_CONNECTIONS,
            "no answer ever",
            always(Answer.normal().after(Duration.ofMinutes(2))),
            "failed timeout no_answer_in_time",
            "failed timeout poll_timeout"),
        fault(
            NO_NAME,
            CTYUN_ACCOUNTS,
            "the name of the host does not resolve",
            null,
            "failed transport unknown_host",
            "failed transport circuit_open"),
        fault(
            UNTRUSTED,
            HUAWEI_CONNECTIONS,
            "the certificate comes from an unknown authority",
            null,
            "failed transport tls",
            "failed transport circuit_open"),
        fault(
                NOBODY,
                HUAWEI_CONNECTIONS,
                "nobody listens at the endpoint",
                null,
                "failed transport connection_refused",
                "failed transport circuit_open")
            .with("every: 1s"),
        fault(
            "redirect",
            HUAWEI_CONNECTIONS,
            "a redirect to another host",
            always(Answer.redirect("http://127.0.0.1:1/elsewhere")),
            "failed vendor_error redirect"),
        // Answers that are none.
        fault(
            "garbage",
            CTYUN_ACCOUNTS,
            "bytes that are no text",
            always(Answer.of(200, new byte[] {1, (byte) 0xfe, 0, (byte) 0x80, '}'})),
            "failed vendor_error unreadable_json"),
        fault(
            "truncated",
            TENCENT_CLIENT_CONNECTIONS,
            "the connection ends in the middle of an answer",
            always(Answer.normal().cut(20)),
            "failed transport cut_off"),
        fault(
            "half",
            HUAWEI_CONNECTIONS,
            "half an answer that says it is whole",
            always(Answer.of(200, "{\"connections\":[{\"connection_id\":\"c-1\",\"clie")),
            "failed vendor_error unreadable_json"),
        fault(
            "html",
            ALIBABA_ONLINE_CLIENTS,
            "the login page of somebody else",
            always(Answer.of(200, "<html><body>Please log in</body></html>")),
            "failed vendor_error not_json"),
        fault(
            "unknown-code",
            TENCENT_INSTANCE_SSL,
            "a code that no table knows",
            always(tencentError("Moon.Eclipsed")),
            "failed vendor_error Moon.Eclipsed"),
        // Lists that do not add up.
        fault(
                "total-high",
                HUAWEI_CONNECTIONS,
                "a total above what is listed",
                call -> connections(call, 5, 7),
                "partial total_mismatch -")
            .with("pageSize: 2"),
        fault(
                "total-low",
                HUAWEI_CONNECTIONS,
                "a total below what is listed",
                call -> connections(call, 5, 4),
                "partial total_mismatch -")
            .with("pageSize: 2"),
        fault(
                "trailing-empty",
                HUAWEI_CONNECTIONS,
                "an empty page behind a full one",
                call -> connections(call, 4, 4),
                "complete - -")
            .with("pageSize: 2"),
        fault(
                "last-for-ever",
                HUAWEI_CONNECTIONS,
                "the last page, whatever page is asked for",
                call -> page(0, 2, 2),
                "complete - -")
            .with("pageSize: 2"),
        fault(
                "endless",
                HUAWEI_CONNECTIONS,
                "pages without end",
                call -> page(offset(call), 200, 1_000_000),
                "partial pages_missing offset_limit",
                "partial pages_missing poll_timeout")
            .with("pageSize: 200"),
        fault(
                "moving",
                HUAWEI_CONNECTIONS,
                "a list that moves at every request",
                moving(),
                "partial total_changed -")
            .with("pageSize: 4"),
        fault(
            "nulls",
            HUAWEI_CONNECTIONS,
            "rows that lack what names them, or say null",
            always(
                Answer.of(
                    200,
                    "{\"connections\":["
                        + connection(1)
                        + ",{\"connection_id\":null,\"client_ip\":null},{},null],"
                        + "\"total_count\":4,\"request_id\":null}")),
            "partial records_rejected -"),
        // Who asks is not let in, or asks for what is not there.
        fault(
            WRONG + "tencent",
            TENCENT_CLIENT_CONNECTIONS,
            "the secret is wrong",
            null,
            "failed authentication AuthFailure.SignatureFailure",
            SUSPENDED),
        fault(
            WRONG + "alibaba",
            ALIBABA_ONLINE_CLIENTS,
            "the secret is wrong",
            null,
            "failed authentication SignatureDoesNotMatch",
            SUSPENDED),
        fault(
            WRONG + "huawei",
            HUAWEI_CONNECTIONS,
            "the secret is wrong, and the vendor locks keys",
            null,
            "failed authentication APIGW.0301",
            SUSPENDED),
        fault(
            WRONG + "ctyun",
            CTYUN_ACCOUNTS,
            "the secret is wrong",
            null,
            "failed authentication CTAPI_10009",
            SUSPENDED),
        fault(
            FORBIDDEN,
            HUAWEI_CONNECTIONS,
            "the permission is missing",
            always(Answer.of(403, "{\"code\":\"VPN.0003\",\"message\":\"no permission\"}")),
            "failed permission_denied VPN.0003"),
        fault(
            NOT_FOUND,
            HUAWEI_CONNECTIONS,
            "the resource does not exist",
            null,
            "failed resource_not_found VPN.0004"));
  }

  private static Fault fault(
      String name, String api, String what, Function<Call, Answer> answers, String... says) {
    return new Fault(name, api, what, "", answers, List.of(says));
  }

  private static Function<Call, Answer> always(Answer answer) {
    return call -> answer;
  }

  private static Function<Call, Answer> inTurn(Answer... answers) {
    AtomicInteger calls = new AtomicInteger();
    return call -> answers[calls.getAndIncrement() % answers.length];
  }

  private static Answer tencentError(String code) {
    return Answer.of(
        200,
        "{\"Response\":{\"Error\":{\"Code\":\""
            + code
            + "\",\"Message\":\"no\"},\"RequestId\":\"r\"}}");
  }

  /** What the vendor answers from a list of so many, with any total. */
  private static Answer connections(Call call, int listed, int total) {
    int offset = Math.min(offset(call), listed);
    return page(offset, Math.min(number(call, "limit"), listed - offset), total);
  }

  /** At every request the list begins one further on and has another length. */
  private static Function<Call, Answer> moving() {
    AtomicInteger calls = new AtomicInteger();
    return call -> {
      int request = calls.incrementAndGet();
      int listed = 5 + request % 7;
      int offset = Math.min(offset(call), listed);
      return page(request + offset, Math.min(number(call, "limit"), listed - offset), listed);
    };
  }

  private static Answer page(int first, int count, int total) {
    return Answer.of(
        200,
        "{\"connections\":["
            + IntStream.range(first, first + count)
                .mapToObj(Faults::connection)
                .collect(Collectors.joining(","))
            + "],\"total_count\":"
            + total
            + ",\"request_id\":\"r\"}");
  }

  private static String connection(int number) {
    return "{\"connection_id\":\"c-"
        + number
        + "\",\"client_ip\":\"203.0.113.9\",\"client_virtual_ip\":\"172.16.8.4\","
        + "\"client_user_name\":\"alice\",\"connection_established_time\":"
        + "\"2026-03-01T11:00:00.000Z\",\"timestamp\":\"2026-03-01T11:59:48Z\"}";
  }

  private static int offset(Call call) {
    return number(call, "offset");
  }

  private static int number(Call call, String name) {
    return Integer.parseInt(call.parameters().getOrDefault(name, "0"));
  }
}
