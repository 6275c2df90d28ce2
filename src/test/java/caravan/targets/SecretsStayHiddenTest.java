package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets end up in odd places of a file: without a space after the colon, under the wrong key,
 * behind a quote that is never closed. Whatever the mistake, its report must not repeat them.
 */
class SecretsStayHiddenTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secretAccessKey: planted-secret\n    secretAccesKey: 5",
        "secretAccessKey: [planted-secret]",
        "secretAccessKey: {planted-secret: planted-secret, other: x}",
        "secretAccessKey:planted-secret",
        "secretAccessKey: \"planted-secret",
        "secretAccessKey: 'planted-secret",
        "secretAccessKey: \"planted-secret\\q\"",
        "secretAccessKey: *planted-secret",
        "secretAccessKey: &planted-secret",
        "secretAccessKey: !planted-secret x",
        "secretAccessKey: @planted-secret",
        "secretAccessKey: %planted-secret",
        "secretAccessKey: |planted-secret",
        "secretAccessKey: planted-secret: x",
        "secretAccessKey: \"planted-secret\\n\"",
        "secretAccessKey: \" planted-secret\"",
        "secretAccessKey: ${planted-secret",
        "secretAccessKey: ${NOT_SET}planted-secret",
        "secretAccessKey: planted-secret${file:/nowhere}",
        "secretAccessKey: planted-secret\n    endpoint: https://id:planted-secret@host",
        "secretAccessKey: planted-secret\n    endpoint: planted-secret",
        "secretAccessKey: planted-secret\n    vendor: planted-secret",
        "secretAccessKey: &x planted-secret\n    *x : y",
        "secretAccessKey: ${SECRET}\n    securityToken: \"${SECRET} \"",
        "secretAccessKey: ${NEWLINE}"
      })
  void reportNeverRepeatsASecret(String line) {
    String message =
        Fixtures.message(
            "accounts:\n  ctyun:\n    accountId: \"4\"\n    accessKeyId: id\n    "
                + line
                + "\ntargets:\n  - {api: ctyun-mongodb-accounts, account: ctyun}\n");

    assertFalse(message.contains("planted"), message);
  }
}
