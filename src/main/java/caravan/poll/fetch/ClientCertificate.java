package caravan.poll.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificate that is shown to hosts that ask for one.
 *
 * @param certificate PEM file with the certificate and its chain, or a PKCS#12 file with the key
 * @param key PEM file with the key, or null when it stands in the certificate's file
 * @param password password of the PKCS#12 file or of an encrypted key, or null
 */
record ClientCertificate(SettingFile certificate, SettingFile key, Password password) {

  private static final char[] NO_PASSWORD = new char[0];

  /** The files it is read from. */
  List<SettingFile> files() {
    return Stream.of(certificate, key, password == null ? null : password.file())
        .filter(file -> file != null)
        .toList();
  }

  /**
   * What a TLS handshake needs of it.
   *
   * @throws UnusableFile when a file cannot be used, or the key is of another certificate
   */
  KeyManager[] shown() throws UnusableFile, GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    if (Certificates.pem(certificate.bytes())) {
      factory.init(ofPem(), NO_PASSWORD);
    } else {
      char[] word = password == null ? NO_PASSWORD : password.read();
      factory.init(ofPkcs12(word), word);
    }
    return factory.getKeyManagers();
  }

  private KeyStore ofPem() throws UnusableFile, GeneralSecurityException {
    List<X509Certificate> chain = Certificates.of(certificate);
    PrivateKey secret = ClientKey.read(key == null ? certificate : key, password, chain.get(0));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
    store.setKeyEntry("client", secret, NO_PASSWORD, chain.toArray(Certificate[]::new));
    return store;
  }

  private KeyStore ofPkcs12(char[] word) throws UnusableFile, GeneralSecurityException {
    if (key != null) {
      throw certificate.unusable(
          "holds no certificate", "Write the certificate into it as PEM, from BEGIN to END");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(certificate.bytes()), word);
    } catch (UnusableFile known) {
      throw known;
    } catch (IOException unreadable) {
      if (unreadable.getCause() instanceof UnrecoverableKeyException) {
        throw certificate.unusable(
            "is a PKCS#12 file with another password",
            "Correct caravan.http.client-password or caravan.http.client-password-file");
      }
      throw certificate.unusable("is neither PEM nor PKCS#12", "Write it as one of them");
    }
    List<String> entries = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        entries.add(alias);
      }
    }
    if (entries.size() != 1) {
      throw certificate.unusable(
          "holds " + entries.size() + " keys", "Write one certificate with its key into it");
    }
    return store;
  }
}
