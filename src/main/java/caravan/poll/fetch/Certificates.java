package caravan.poll.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Reads the blocks of PEM files, in any order and with any text between them. */
final class Certificates {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** One block of a PEM file. */
  record Block(String type, byte[] der) {
    @Override
    public String toString() {
      return "Block[" + type + "]";
    }
  }

  private Certificates() {}

  static boolean isPem(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }

  static List<Block> blocks(SettingFile file) throws SettingFile.Unusable {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(file.bytes(), StandardCharsets.ISO_8859_1));
    while (block.find()) {
      // Older encrypted keys have header lines with a colon; ClientKey reports these.
      String text = block.group(2).indexOf(':') < 0 ? block.group(2) : "";
      try {
        blocks.add(new Block(block.group(1), Base64.getMimeDecoder().decode(text)));
      } catch (IllegalArgumentException damaged) {
        throw file.unusable("is damaged: a block is not valid base64", "Write it again, as PEM");
      }
    }
    return blocks;
  }

  /** The certificates of a PEM file, in its order; at least one. */
  static List<X509Certificate> of(SettingFile file) throws SettingFile.Unusable {
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

  private static X509Certificate certificate(SettingFile file, Block block)
      throws SettingFile.Unusable {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (GeneralSecurityException damaged) {
      throw file.unusable("holds a certificate that cannot be read", "Write it again, as PEM");
    }
  }

  /**
   * Trusts the authorities of a file and, unless {@code onlyFile}, those of the Java runtime.
   *
   * @param file PEM file of certificates, or null for the authorities of the Java runtime
   */
  static TrustManager[] trusted(SettingFile file, boolean onlyFile)
      throws SettingFile.Unusable, GeneralSecurityException {
    if (file == null) {
      return managers(null);
    }
    List<X509Certificate> authorities = new ArrayList<>(of(file));
    for (TrustManager runtime : onlyFile ? new TrustManager[0] : managers(null)) {
      if (runtime instanceof X509TrustManager known) {
        authorities.addAll(List.of(known.getAcceptedIssuers()));
      }
    }
    // One store for all, so that one chain may use authorities of both.
    KeyStore store = emptyStore();
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    return managers(store);
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
    return store;
  }
}
