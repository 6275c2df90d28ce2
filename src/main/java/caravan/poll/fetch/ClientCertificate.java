package caravan.poll.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificate that is presented to hosts that ask for one.
 *
 * @param certificate PEM file with the certificate and its chain, or a PKCS#12 file with the key
 * @param key PEM file with the key, or null if the certificate's file holds it
 * @param password password of the PKCS#12 file or of an encrypted key, or null
 */
record ClientCertificate(SettingFile certificate, SettingFile key, Password password) {

  private static final char[] NO_PASSWORD = new char[0];

  /** The certificate of the settings, or null; an IllegalArgumentException if they conflict. */
  static ClientCertificate of(HttpSettings http) {
    Password password =
        Password.of(
            "caravan.http.client-password", http.clientPassword(), http.clientPasswordFile());
    if (http.clientCertificate().isEmpty()) {
      if (http.clientKey().isPresent() || password != null) {
        throw new IllegalArgumentException(
            "caravan.http.client-key or caravan.http.client-password is set, but"
                + " caravan.http.client-certificate is not; set it too");
      }
      return null;
    }
    return new ClientCertificate(
        SettingFile.of("caravan.http.client-certificate", http.clientCertificate().get()),
        http.clientKey().map(path -> SettingFile.of("caravan.http.client-key", path)).orElse(null),
        password);
  }

  List<SettingFile> files() {
    return Stream.of(certificate, key, password == null ? null : password.file())
        .filter(Objects::nonNull)
        .toList();
  }

  /** Reads the files for a TLS handshake; checks that the key belongs to the certificate. */
  KeyManager[] keyManagers() throws SettingFile.Unusable, GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    byte[] bytes = certificate.bytes();
    if (Certificates.isPem(bytes)) {
      factory.init(ofPem(), NO_PASSWORD);
    } else {
      char[] word = password == null ? NO_PASSWORD : password.read();
      factory.init(ofPkcs12(bytes, word), word);
    }
    return factory.getKeyManagers();
  }

  private KeyStore ofPem() throws SettingFile.Unusable, GeneralSecurityException {
    List<X509Certificate> chain = Certificates.of(certificate);
    PrivateKey secret = ClientKey.read(key == null ? certificate : key, password, chain.get(0));
    KeyStore store = Certificates.emptyStore();
    store.setKeyEntry("client", secret, NO_PASSWORD, chain.toArray(Certificate[]::new));
    return store;
  }

  private KeyStore ofPkcs12(byte[] bytes, char[] word)
      throws SettingFile.Unusable, GeneralSecurityException {
    if (key != null) {
      throw certificate.unusable(
          "holds no certificate", "Write the certificate into it as PEM, from BEGIN to END");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(bytes), word);
    } catch (IOException unreadable) {
      if (unreadable.getCause() instanceof UnrecoverableKeyException) {
        throw certificate.unusable(
            "is a PKCS#12 file with another password",
            "Correct caravan.http.client-password or caravan.http.client-password-file");
      }
      throw certificate.unusable("is neither PEM nor PKCS#12", "Write it as one of them");
    }
    int keys = 0;
    for (String alias : Collections.list(store.aliases())) {
      keys += store.isKeyEntry(alias) ? 1 : 0;
    }
    if (keys != 1) {
      throw certificate.unusable(
          "holds " + keys + " keys", "Write one certificate with its key into it");
    }
    return store;
  }
}
