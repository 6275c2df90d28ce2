package caravan.poll.fetch;

import io.smallrye.certs.pem.der.DerEncoder;
import io.smallrye.certs.pem.der.DerParser;
import io.smallrye.certs.pem.parsers.EncryptedPKCS8Parser;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * Reads the key of a certificate from a PEM file: PKCS#8, encrypted or not, or the older formats of
 * RSA and EC keys, which the Java runtime does not read by itself.
 */
final class ClientKey {

  private static final byte[] PROBE = {1};

  private ClientKey() {}

  /**
   * The key in a file.
   *
   * @param password opens an encrypted key; or null
   * @param certificate the certificate it must belong to
   */
  static PrivateKey read(SettingFile file, Password password, X509Certificate certificate)
      throws SettingFile.Unusable {
    for (Certificates.Block block : Certificates.blocks(file)) {
      if (block.type().endsWith("PRIVATE KEY")) {
        PrivateKey key =
            block.type().startsWith("ENCRYPTED")
                ? decrypted(file, password, block)
                : plain(file, certificate.getPublicKey(), block);
        if (isPair(key, certificate.getPublicKey())) {
          return key;
        }
        // Without this check, only a refused handshake would show it, without a reason.
        throw file.unusable(
            "holds a key that is not the certificate's",
            "Name the key of the certificate in caravan.http.client-certificate");
      }
    }
    throw file.unusable("holds no private key", "Write the key into it as PEM, from BEGIN to END");
  }

  private static PrivateKey decrypted(SettingFile file, Password password, Certificates.Block block)
      throws SettingFile.Unusable {
    if (password == null) {
      throw file.unusable("holds an encrypted key", "Set caravan.http.client-password-file");
    }
    String pem =
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(block.type(), Base64.getMimeEncoder().encodeToString(block.der()));
    String word = new String(password.read());
    PrivateKey key = null;
    try {
      key = new EncryptedPKCS8Parser().getKey(pem, word);
    } catch (IllegalArgumentException refused) {
      // Reported below, without a cause that could quote the key.
    }
    if (key == null) {
      throw file.unusable(
          "holds an encrypted key that the password does not open",
          "Correct caravan.http.client-password or caravan.http.client-password-file");
    }
    return key;
  }

  private static PrivateKey plain(SettingFile file, PublicKey other, Certificates.Block block)
      throws SettingFile.Unusable {
    if (block.der().length == 0) {
      throw file.unusable(
          "holds an encrypted key in a format older than PKCS#8",
          "Write it as PKCS#8 (openssl pkcs8 -topk8 -in old.pem -out new.pem)");
    }
    try {
      byte[] der = block.type().equals("PRIVATE KEY") ? block.der() : asPkcs8(other, block.der());
      return KeyFactory.getInstance(other.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IOException unfit) {
      throw file.unusable(
          "holds a key that cannot be read, or one of another kind than the certificate's",
          "Name the key of the certificate");
    }
  }

  /**
   * The older formats are PKCS#8 without its envelope. The envelope names the algorithm and curve,
   * which the certificate's public key starts with, too.
   */
  private static byte[] asPkcs8(PublicKey other, byte[] bare) throws IOException {
    DerParser algorithm = new DerParser(new DerParser(other.getEncoded()).content().getBytes());
    DerEncoder key = new DerEncoder();
    key.integer(0);
    key.sequence(algorithm.content().getBytes());
    key.octetString(bare);
    return key.toSequence();
  }

  private static boolean isPair(PrivateKey key, PublicKey other) {
    try {
      Signature probe = Signature.getInstance(algorithm(key));
      probe.initSign(key);
      probe.update(PROBE);
      byte[] signature = probe.sign();
      probe.initVerify(other);
      probe.update(PROBE);
      return probe.verify(signature);
    } catch (GeneralSecurityException unfit) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
