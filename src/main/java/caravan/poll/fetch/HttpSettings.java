package caravan.poll.fetch;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How vendors are called. */
@ConfigMapping(prefix = "caravan.http")
public interface HttpSettings extends SettingsGroup {

  /** Longest time to connect, in milliseconds, as the HTTP component wants it. */
  @WithDefault("5000")
  int connectTimeoutMs();

  /** Longest time from the request to the last byte of its answer, in milliseconds. */
  @WithDefault("30000")
  int responseTimeoutMs();

  /** Largest answer, in bytes after decompression. When absent, a 16th of the heap up to 64 MiB. */
  OptionalInt maxPageBytes();

  /** Value of the {@code User-Agent} header; CTYun is said to refuse requests without one. */
  @WithDefault("caravan")
  String userAgent();

  /** Connections kept per host; with fewer than poll threads, polls may wait for one. */
  @WithDefault("64")
  int maxConnectionsPerHost();

  /** Whether {@code http://} endpoints other than this machine are allowed. */
  @WithDefault("false")
  boolean allowPlain();

  /** HTTP proxy that vendors are reached through; none when absent. */
  Optional<String> proxyHost();

  /** HTTP proxy port. */
  @WithDefault("3128")
  int proxyPort();

  /** User name at the proxy; none when absent. */
  Optional<String> proxyUser();

  /** Password of the user at the proxy. */
  Optional<String> proxyPassword();

  /** File with that password, in its place; read again when it changes. */
  Optional<String> proxyPasswordFile();

  /** Hosts, with everything under them, that are called without the proxy. */
  Optional<List<String>> noProxy();

  /** PEM file of authorities that are trusted besides those of the Java runtime. */
  Optional<String> caFile();

  /** Whether only the authorities of that file are trusted. */
  @WithDefault("false")
  boolean caOnly();

  /** Client certificate, for hosts that ask for one: a PEM file with its chain, or a PKCS#12. */
  Optional<String> clientCertificate();

  /** PEM file of the certificate's key, when the certificate's file does not hold it. */
  Optional<String> clientKey();

  /** Password of a PKCS#12 file. */
  Optional<String> clientPassword();

  /** File with that password, in its place; read again when it changes. */
  Optional<String> clientPasswordFile();
}
