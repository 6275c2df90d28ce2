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
 * Reads the key of a certificate from a PEM file: as PKCS#8, encrypted or not, or in the older
 * forms of RSA and EC keys, which the Java runtime does not read by itself.
 */
final class ClientKey {

  private static final byte[] PROBE = {1};

  private ClientKey() {}

  /**
   * The key in a file.
   *
   * @param password opens the key when it is encrypted; null when there is none
   * @param certificate the certificate it must belong to
   * @throws UnusableFile when there is no such key in it
   */
  static PrivateKey read(SettingFile file, Password password, X509Certificate certificate)
      throws UnusableFile {
    for (Certificates.Block block : Certificates.blocks(file)) {
      if (block.type().endsWith("PRIVATE KEY")) {
        PrivateKey key =
            block.type().startsWith("ENCRYPTED")
                ? decrypted(file, password, block)
                : plain(file, certificate.getPublicKey(), block);
        return checked(file, certificate, key);
      }
    }
    throw file.unusable("holds no private key", "Write the key into it as PEM, from BEGIN to END");
  }

  private static PrivateKey decrypted(SettingFile file, Password password, Certificates.Block block)
      throws UnusableFile {
    if (password == null) {
      throw file.unusable("holds an encrypted key", "Set caravan.http.client-password-file");
    }
    String pem = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n";
    String text = pem.formatted(block.type(), Base64.getMimeEncoder().encodeToString(block.der()));
    String word = new String(password.read());
    PrivateKey key;
    try {
      key = new EncryptedPKCS8Parser().getKey(text, word);
    } catch (IllegalArgumentException refused) {
      key = null;
    }
    if (key == null) {
      throw file.unusable(
          "holds an encrypted key that the password does not open",
          "Correct caravan.http.client-password or caravan.http.client-password-file");
    }
    return key;
  }

  private static PrivateKey plain(SettingFile file, PublicKey other, Certificates.Block block)
      throws UnusableFile {
    if (block.der().length == 0) {
      throw file.unusable(
          "holds an encrypted key of the form before PKCS#8",
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
   * The older forms are PKCS#8 without its cover. What the cover says, kind and curve, is the same
   * in the certificate's public key, where it comes first.
   */
  private static byte[] asPkcs8(PublicKey other, byte[] bare) throws IOException {
    DerParser kind = new DerParser(new DerParser(other.getEncoded()).content().getBytes());
    DerEncoder key = new DerEncoder();
    key.integer(0);
    key.sequence(kind.content().getBytes());
    key.octetString(bare);
    return key.toSequence();
  }

  /** A key of another certificate would only show as a refused handshake, without a reason. */
  private static PrivateKey checked(SettingFile file, X509Certificate certificate, PrivateKey key)
      throws UnusableFile {
    try {
      Signature probe = Signature.getInstance(algorithm(key));
      probe.initSign(key);
      probe.update(PROBE);
      byte[] signature = probe.sign();
      probe.initVerify(certificate.getPublicKey());
      probe.update(PROBE);
      if (probe.verify(signature)) {
        return key;
      }
    } catch (GeneralSecurityException unfit) {
      // Not a pair: said below.
    }
    throw file.unusable(
        "holds a key that is not the certificate's",
        "Name the key of the certificate in caravan.http.client-certificate");
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
