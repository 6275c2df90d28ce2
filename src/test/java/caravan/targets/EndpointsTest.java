package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mongodb.tencentcloudapi.com",
        "https://host:8443",
        "https://10.0.0.1",
        "https://100.64.0.10:1",
        "https://[2001:db8::1]:443",
        "http://localhost",
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://[::1]:8080",
        "http://[0:0:0:0:0:0:0:1]"
      })
  void usableEndpointIsTakenAsWritten(String endpoint) throws TargetsException {
    assertEquals(endpoint, Fixtures.targets(text(endpoint)).get(0).endpoint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host",
        "http://localhost.example",
        "http://10.0.0.1",
        "http://128.0.0.1",
        "http://[::2]",
        "http://0.0.0.0"
      })
  void plainHttpToAnotherMachineIsRefused(String endpoint) {
    List<Problem> problems = Fixtures.problems(text(endpoint));

    assertEquals(
        List.of(
            new Problem(
                "targets.yaml",
                3,
                51,
                "targets[0].endpoint",
                "credentials would travel unencrypted",
                "Write https:// instead.")),
        problems);
  }

  /** The region is a part of the host that requests go to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example/",
        "x@evil.example",
        "evil.example#",
        "x:1",
        "evil.example?",
        "a.b",
        "${ELSEWHERE}"
      })
  void regionCannotLeadToAnotherHost(String region) {
    List<Problem> problems =
        Fixtures.problems(
            Fixtures.ACCOUNTS
                + "\ntargets:\n  - {api: huawei-vpn-p2c-connections, account: huawei, projectId: p,"
                + " resources: [a], region: \""
                + region
                + "\"}\n");
    assertEquals(1, problems.size(), problems::toString);
    assertEquals("targets[0].region", problems.get(0).key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vendor.example@evil.example",
        "https://vendor.example:pw@evil.example",
        "https://@evil.example",
        "https://vendor.example/../..",
        "https://vendor.example/%2e%2e",
        "https://vendor.example\\\\@evil.example",
        "https://vendor.example#@evil.example",
        "https://vendor.example?@evil.example",
        "https:evil.example",
        "https:///evil.example",
        "//evil.example",
        "ftp://evil.example",
        "javascript://evil.example"
      })
  void trickIsNoEndpoint(String endpoint) {
    List<Problem> problems = Fixtures.problems(text(endpoint));
    assertEquals(1, problems.size(), problems::toString);
    assertEquals("targets[0].endpoint", problems.get(0).key());
  }

  /** Clouds answer there with the credentials of the machine, to whoever asks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254",
        "https://169.254.0.1:8443",
        "https://[fe80::1]",
        "https://[FEBF::1]",
        "https://[fe80::1%25eth0]",
        "https://[::ffff:169.254.169.254]",
        "https://[0:0:0:0:0:ffff:a9fe:a9fe]",
        "https://[::169.254.169.254]",
        "https://[64:ff9b::a9fe:a9fe]",
        "https://[2002:a9fe:a9fe::1]",
        "https://[fd00:ec2::254]",
        "https://[fd00:0ec2:0:0:0:0:0:0254]",
        "https://[fd20:ce::254]",
        "https://[::ffff:6464:64c8]",
        "http://100.100.100.200",
        "https://192.0.0.192"
      })
  void hostWithCredentialsOfMachinesIsRefused(String endpoint) {
    List<Problem> problems = Fixtures.problems(text(endpoint));
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).message().contains("credentials of machines"), problems::toString);
  }

  /** The same addresses as one number, in octal and in hexadecimal are no hosts of an address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://2852039166",
        "https://99999999999",
        "https://0xA9FEA9FE",
        "https://0251.0376.0251.0376",
        "https://0251.0254.1.1",
        "https://10.0.0.01",
        "https://0xa9.0xfe.0xa9.0xfe",
        "https://169.254.43518",
        "https://169.16689662",
        "https://169.254.169.254.",
        "https://①⑥⑨.254.169.254"
      })
  void otherSpellingsOfAnAddressAreNoHost(String endpoint) {
    List<Problem> problems = Fixtures.problems(text(endpoint));
    assertEquals(1, problems.size(), problems::toString);
    assertEquals("targets[0].endpoint", problems.get(0).key());
  }

  private static String text(String endpoint) {
    return Fixtures.ACCOUNTS
        + "\ntargets:\n  - {api: ctyun-mongodb-accounts, account: ctyun, endpoint: \""
        + endpoint
        + "\", resources: [a]}\n";
  }
}
