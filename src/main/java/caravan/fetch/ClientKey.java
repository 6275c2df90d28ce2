package caravan.fetch;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * Reads the key of a certificate from a PEM file: as PKCS#8, or in the older forms of RSA and EC
 * keys, which the Java runtime does not read by itself.
 */
final class ClientKey {

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_ZERO = {0x02, 0x01, 0x00};
  private static final int LONG_FORM = 0x80;

  private ClientKey() {}

  /**
   * The key in a file.
   *
   * @param certificate the certificate it must belong to
   * @throws UnusableFile when there is no such key in it
   */
  static PrivateKey read(SettingFile file, X509Certificate certificate) throws UnusableFile {
    for (Certificates.Block block : Certificates.blocks(file)) {
      if (block.type().endsWith("PRIVATE KEY")) {
        return checked(file, certificate, key(file, certificate.getPublicKey(), block));
      }
    }
    throw file.unusable("holds no private key", "Write the key into it as PEM, from BEGIN to END");
  }

  private static PrivateKey key(SettingFile file, PublicKey other, Certificates.Block block)
      throws UnusableFile {
    if (block.type().startsWith("ENCRYPTED") || block.der().length == 0) {
      throw file.unusable(
          "holds an encrypted key",
          "Write the key without a password (openssl pkey -in old.pem -out new.pem), or use a"
              + " PKCS#12 file and caravan.http.client-password-file");
    }
    byte[] der =
        block.type().equals("PRIVATE KEY") ? block.der() : asPkcs8(other.getEncoded(), block.der());
    try {
      return KeyFactory.getInstance(other.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException unfit) {
      throw file.unusable(
          "holds a key that cannot be read, or one of another kind than the certificate's",
          "Name the key of the certificate");
    }
  }

  /**
   * The older forms are PKCS#8 without its cover. What the cover says, kind and curve, is the same
   * in the certificate's public key, where it comes first.
   */
  private static byte[] asPkcs8(byte[] publicKey, byte[] bare) {
    int inner = 2 + lengthBytes(publicKey, 1);
    int kind = 2 + lengthBytes(publicKey, inner + 1) + length(publicKey, inner + 1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_ZERO);
    content.write(publicKey, inner, kind);
    content.writeBytes(wrapped(OCTETS, bare));
    return wrapped(SEQUENCE, content.toByteArray());
  }

  /** How many bytes follow the first of a length. */
  private static int lengthBytes(byte[] der, int at) {
    int first = der[at] & 0xff;
    return first < LONG_FORM ? 0 : first - LONG_FORM;
  }

  private static int length(byte[] der, int at) {
    int more = lengthBytes(der, at);
    if (more == 0) {
      return der[at];
    }
    int length = 0;
    for (int i = 1; i <= more; i++) {
      length = length << 8 | der[at + i] & 0xff;
    }
    return length;
  }

  private static byte[] wrapped(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < LONG_FORM) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(LONG_FORM | length.length - from);
      out.write(length, from, length.length - from);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** A key of another certificate would only show as a refused handshake, without a reason. */
  private static PrivateKey checked(SettingFile file, X509Certificate certificate, PrivateKey key)
      throws UnusableFile {
    try {
      Signature probe = Signature.getInstance(algorithm(key));
      probe.initSign(key);
      probe.update(VERSION_ZERO);
      byte[] signature = probe.sign();
      probe.initVerify(certificate.getPublicKey());
      probe.update(VERSION_ZERO);
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
