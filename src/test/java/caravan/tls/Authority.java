package caravan.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** An authority that issues certificates with the tool of the Java runtime. */
public final class Authority {

  private static final String PASSWORD = "EXAMPLE-password";
  private static final String SELF = "authority";

  private final Path store;

  private Authority(Path store) {
    this.store = store;
  }

  /**
   * A certificate with its key.
   *
   * @param chain the certificate, then the authority's
   * @param key its key
   * @param keys both in one store, under {@link #password}
   */
  public record Issued(Certificate[] chain, PrivateKey key, KeyStore keys) {

    /** Certificate and chain as PEM. */
    public String certificatePem() {
      StringBuilder pem = new StringBuilder();
      for (Certificate one : chain) {
        pem.append(Authority.pem(one));
      }
      return pem.toString();
    }

    /** Key as PEM in PKCS#8. */
    public String keyPem() {
      return Authority.pem("PRIVATE KEY", key.getEncoded());
    }

    /** Key as PEM in the older form of its kind. */
    public String olderKeyPem() {
      try {
        byte[] bare =
            PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        return Authority.pem(key.getAlgorithm() + " PRIVATE KEY", bare);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Key as PEM in PKCS#8, encrypted with {@link #password}. */
    public String encryptedKeyPem() {
      try {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
            Cipher.ENCRYPT_MODE,
            SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password())));
        // Java 17 does not know the name of the scheme where it writes such a key by itself.
        AlgorithmIdentifier scheme =
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded()));
        EncryptedPrivateKeyInfo encrypted =
            new EncryptedPrivateKeyInfo(scheme, cipher.doFinal(key.getEncoded()));
        return Authority.pem("ENCRYPTED PRIVATE KEY", encrypted.getEncoded());
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Password of {@link #keys}. */
    public static char[] password() {
      return PASSWORD.toCharArray();
    }
  }

  /**
   * A new authority.
   *
   * @param folder where it may keep its files
   * @param name its name, different from that of others in the folder
   */
  public static Authority in(Path folder, String name) {
    Authority made = new Authority(folder.resolve(name + ".p12"));
    made.generate(SELF, "CN=" + name, "-ext", "bc:c", "-keyalg", "EC");
    return made;
  }

  /** The authority that {@link #in} made before. */
  public static Authority of(Path folder, String name) {
    return new Authority(folder.resolve(name + ".p12"));
  }

  /** A certificate for a host, valid now, with an EC key. */
  public Issued forHost(String host) {
    return issue("CN=" + host, "-ext", "san=dns:" + host, "-keyalg", "EC");
  }

  /**
   * A certificate.
   *
   * @param subject its subject
   * @param options further options of keytool, the key's algorithm among them
   */
  public Issued issue(String subject, String... options) {
    List<String> all = new ArrayList<>(List.of("-signer", SELF, "-signerkeypass", PASSWORD));
    all.addAll(Arrays.asList(options));
    String alias = "issued-" + keys().aliases().size();
    generate(alias, subject, all.toArray(String[]::new));
    return keys().take(alias);
  }

  /** The authority's own certificate as PEM. */
  public String pem() {
    return pem(keys().take(SELF).chain()[0]);
  }

  private void generate(String alias, String subject, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // It lives for less than a second.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                subject,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    command.addAll(Arrays.asList(options));
    try {
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Keys keys() {
    return new Keys(store);
  }

  /** What the tool left in the store. */
  private record Keys(Path file) {

    private KeyStore load() {
      try {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    List<String> aliases() {
      try {
        return Collections.list(load().aliases());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    Issued take(String alias) {
      try {
        KeyStore all = load();
        PrivateKey key = (PrivateKey) all.getKey(alias, PASSWORD.toCharArray());
        Certificate[] chain = all.getCertificateChain(alias);
        KeyStore alone = KeyStore.getInstance("PKCS12");
        alone.load(null, null);
        alone.setKeyEntry("own", key, PASSWORD.toCharArray(), chain);
        return new Issued(chain, key, alone);
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String pem(Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String type, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }

  /** Writes a text into a file in one step, as orchestrators do. */
  public static void replace(Path file, String text) {
    try {
      Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "next", null);
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
