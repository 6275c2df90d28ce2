package caravan.bench;

import caravan.Fixtures;
import caravan.cloud.Normalizer;
import caravan.model.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers of the vendors' APIs with rows as they list them, made up and the same in every run; and
 * what the product needs to read them.
 *
 * @param api id of the API
 */
record Answers(String api) {

  private static final Instant SEEN = Instant.parse("2026-01-31T23:59:00Z");

  /** A scope of the API. */
  Scope scope() {
    return Fixtures.target(api)
        .accountId("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
        .region(api.equals(Fixtures.CTYUN) ? "" : "cn-north-4")
        .projectId("7c6f2d1e0b9a48d3a5f4e3d2c1b0a987")
        .resources("b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7")
        .scope();
  }

  /** The product's normalizer for it. */
  Normalizer normalizer() {
    return Fixtures.normalizer(api);
  }

  /** An answer with so many rows; the API of one row has one, whatever the number. */
  byte[] body(int rows) {
    String all = IntStream.range(0, rows).mapToObj(this::row).collect(Collectors.joining(","));
    String id = "\"8f6e0d1c-5b7a-4c39-9e2d-1a0b3c4d5e6f\"";
    String text =
        switch (api) {
          case Fixtures.TENCENT ->
              "{\"Response\":{\"TotalCount\":%d,\"Clients\":[%s],\"RequestId\":%s}}"
                  .formatted(rows, all, id);
          case Fixtures.TENCENT_SSL ->
              "{\"Response\":{%s,\"RequestId\":%s}}"
                  .formatted(row(0).substring(1, row(0).length() - 1), id);
          case Fixtures.ALIBABA ->
              "{\"Users\":{\"User\":[%s]},\"RequestId\":%s}".formatted(all, id);
          case Fixtures.HUAWEI ->
              "{\"connections\":[%s],\"total_count\":%d,\"request_id\":%s}"
                  .formatted(all, rows, id);
          default ->
              "{\"statusCode\":800,\"returnObj\":{\"total\":%d,\"pages\":1,\"list\":[%s]}}"
                  .formatted(rows, all);
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One row. */
  String row(int number) {
    SplittableRandom random = new SplittableRandom(number);
    String address =
        "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    return switch (api) {
      case Fixtures.TENCENT ->
          "{\"IP\":\"%s\",\"Count\":%d,\"InternalService\":false}"
              .formatted(address, random.nextInt(1, 100));
      case Fixtures.TENCENT_SSL ->
          "{\"Status\":1,\"ExpiredTime\":\"2027-01-31 08:00:00\","
              + "\"CertUrl\":\"https://cloud.example/certificates/cmgo-p8vnxxxx.pem\"}";
      case Fixtures.ALIBABA ->
          "{\"ClientIp\":\"%s\",\"OnlineTime\":\"%d\"}"
              .formatted(address, SEEN.getEpochSecond() - random.nextInt(1, 864_000));
      case Fixtures.HUAWEI -> huawei(random);
      default ->
          ("{\"user\":\"user-%d\",\"db\":\"reports\",\"roles\":["
                  + "{\"role\":\"readWrite\",\"db\":\"reports\"},{\"role\":\"read\",\"db\":\"db-%d\"}]}")
              .formatted(number, random.nextInt(100));
    };
  }

  private static String huawei(SplittableRandom random) {
    return ("{\"connection_id\":\"%s\",\"client_ip\":\"100.%d.*.*\",\"client_virtual_ip\":\"10.8.%d.%d\","
            + "\"client_user_name\":\"user-%d\",\"inbound_packets\":%d,\"outbound_packets\":%d,"
            + "\"inbound_bytes\":%d,\"outbound_bytes\":%d,"
            + "\"connection_established_time\":\"%s\",\"timestamp\":\"%s\"}")
        .formatted(
            new UUID(random.nextLong(), random.nextLong()),
            random.nextInt(1, 255),
            random.nextInt(1, 255),
            random.nextInt(1, 255),
            random.nextInt(100_000),
            random.nextInt(1_000_000),
            random.nextInt(1_000_000),
            random.nextLong(1_000_000_000L),
            random.nextLong(1_000_000_000L),
            SEEN.minusMillis(1_000 + random.nextInt(864_000_000)),
            SEEN.minusSeconds(1 + random.nextInt(60)));
  }
}
