package caravan.poll.fetch;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of PEM files, in any order and with any text between them. */
final class Certificates {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** One part of a PEM file: what it is, and its bytes. */
  record Block(String type, byte[] der) {

    @Override
    public String toString() {
      return "Block[" + type + "]";
    }
  }

  private Certificates() {}

  /** Whether these bytes are of a PEM file. */
  static boolean pem(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }

  /**
   * All parts of a PEM file.
   *
   * @throws UnusableFile when a part is damaged
   */
  static List<Block> blocks(SettingFile file) throws UnusableFile {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(file.bytes(), StandardCharsets.ISO_8859_1));
    while (block.find()) {
      // Older keys say how they are encrypted in lines with a colon.
      String text = block.group(2).indexOf(':') < 0 ? block.group(2) : "";
      try {
        blocks.add(new Block(block.group(1), Base64.getMimeDecoder().decode(text)));
      } catch (IllegalArgumentException damaged) {
        throw file.unusable("is damaged: a part of it is no base64", "Write it anew, as PEM");
      }
    }
    return blocks;
  }

  /**
   * The certificates of a PEM file, in its order.
   *
   * @throws UnusableFile when there is none, or one cannot be read
   */
  static List<X509Certificate> of(SettingFile file) throws UnusableFile {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.type().endsWith("CERTIFICATE")) {
        certificates.add(certificate(file, block));
      }
    }
    if (certificates.isEmpty()) {
      throw file.unusable(
          "holds no certificate", "Write certificates into it as PEM, each from BEGIN to END");
    }
    return certificates;
  }

  private static X509Certificate certificate(SettingFile file, Block block) throws UnusableFile {
    try {
      return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (GeneralSecurityException damaged) {
      throw file.unusable("holds a certificate that cannot be read", "Write it anew, as PEM");
    }
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
