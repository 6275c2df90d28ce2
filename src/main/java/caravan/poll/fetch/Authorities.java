package caravan.poll.fetch;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are trusted: the authorities of the Java runtime, of a file, or of both. */
final class Authorities {

  private Authorities() {}

  /**
   * Trust in the authorities of a file.
   *
   * @param file PEM file of certificates, or null for those of the Java runtime alone
   * @param only whether those of the Java runtime are left out
   * @throws UnusableFile when the file holds no certificates
   */
  static TrustManager[] trusted(SettingFile file, boolean only)
      throws UnusableFile, GeneralSecurityException {
    if (file == null) {
      return managers(null);
    }
    List<X509Certificate> authorities = new ArrayList<>(Certificates.of(file));
    if (!only) {
      authorities.addAll(ofTheRuntime());
    }
    return managers(store(authorities));
  }

  private static List<X509Certificate> ofTheRuntime() throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (TrustManager one : managers(null)) {
      if (one instanceof X509TrustManager known) {
        all.addAll(List.of(known.getAcceptedIssuers()));
      }
    }
    return all;
  }

  /** One store for all, so that one chain may use authorities of both. */
  private static KeyStore store(List<X509Certificate> authorities) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    return store;
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
