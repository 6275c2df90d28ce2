package caravan;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every setting under {@code caravan.}: an unknown property there stops the start with a message
 * that names it. Each is also an environment variable, for example {@code CARAVAN_TOPICS_PREFIX};
 * an unknown variable is only warned of, because orchestrators set variables of their own.
 */
@ConfigMapping(prefix = "caravan")
public interface Settings {

  /** Where the targets are: files or folders, separated by commas. */
  @WithDefault("file:targets.yaml")
  String targets();

  /**
   * Where the route files are; a mounted folder such as {@code file:routes} replaces all of them.
   */
  @WithDefault("classpath:routes/*.yaml,classpath:routes/shared/*.yaml")
  String routes();

  /** Milliseconds between two looks for due scopes; a poll begins late by so much at most. */
  @WithDefault("200")
  int tick();

  /** Milliseconds between two looks at the brokers and at the files with targets. */
  @WithDefault("3000")
  int watch();

  /**
   * How long a scope has to be missing from the targets before everything in it is ended. It has to
   * be longer than the time in which a changed file reaches all replicas.
   */
  @WithDefault("3m")
  Duration retireAfter();

  /**
   * How polls are published: {@code exactly_once}, each in a transaction, or {@code at_least_once}.
   */
  @WithDefault("exactly_once")
  Delivery delivery();

  /** How events and states are written; what was written in the other format stays readable. */
  @WithDefault("json")
  Format format();

  /** Kafka topics. */
  Topics topics();

  /** What earlier polls left. */
  State state();

  /** Which replica polls what. */
  Ownership ownership();

  /** Registry of Avro schemas. */
  Registry registry();

  /** How much of the vendors' limits is used. */
  Quota quota();

  /** How polls are run. */
  Poll poll();

  /** What becomes of accounts whose credentials are refused. */
  Account account();

  /** How vendors are called. */
  Http http();

  /** Traces of requests and answers. */
  Trace trace();

  /** How polls are counted. */
  Metrics metrics();

  /** What only CTYun needs. */
  Ctyun ctyun();

  /** How polls are published. */
  enum Delivery {
    /** All that a poll leaves is one transaction. */
    EXACTLY_ONCE,
    /** In a fixed order, each part acknowledged before the next. */
    AT_LEAST_ONCE
  }

  /** What earlier polls left. */
  interface State {
    /**
     * What becomes of a scope whose records in the state or checkpoint topic cannot be read: {@code
     * stop} leaves it alone, {@code baseline} goes on without them.
     */
    @WithDefault("stop")
    OnError onError();
  }

  /** What becomes of a scope whose state cannot be read. */
  enum OnError {
    /** It is not polled until somebody looks after it. */
    STOP,
    /** It begins with a new baseline. */
    BASELINE
  }

  /** Which replica polls what. */
  interface Ownership {
    /** Silence after which a replica counts as dead and others take its scopes. */
    @WithDefault("8s")
    Duration sessionTimeout();
  }

  /** How values of the events and state topics are written. */
  enum Format {
    /** Canonical JSON. */
    JSON,
    /** Avro, framed for the registry when there is one, else as a single object. */
    AVRO
  }

  /** Kafka topics. */
  interface Topics {
    /** First part of every topic name. */
    @WithDefault("caravan")
    String prefix();

    /** Partitions of each topic; fixed once the topics exist. */
    @WithDefault("12")
    int partitions();

    /** Replicas of topics that are created; lowered to the number of brokers there are. */
    @WithDefault("3")
    short replicas();

    /** Whether missing topics are created. */
    @WithDefault("true")
    boolean create();
  }

  /** Registry of Avro schemas, one that speaks Confluent's protocol. */
  interface Registry {
    /** Where it is, for example {@code https://registry.example.org:8081}; none when absent. */
    Optional<String> url();

    /** User name for basic authentication. */
    Optional<String> user();

    /** Password of the user. */
    Optional<String> password();

    /** Bearer token, in place of user and password. */
    Optional<String> token();

    /** Longest time from a question to the last byte of its answer. */
    @WithDefault("5s")
    Duration timeout();
  }

  /** How much of the vendors' limits is used. */
  interface Quota {
    /** Share of a documented limit, from 0 to 1; the rest is left to the account's other tools. */
    @WithDefault("0.8")
    double share();

    /** Requests per second where the vendor publishes no limit. */
    @WithDefault("10")
    double unpublished();
  }

  /** How polls are run. */
  interface Poll {
    /** Polls that run side by side; one account and API may hold half of them. */
    @WithDefault("64")
    int threads();

    /** Most attempts at one page, the first included; 1 never asks again. */
    @WithDefault("5")
    int attempts();

    /**
     * Longest wait before the second attempt at a page. It doubles with each further attempt, up to
     * 30 seconds; how much of it is waited is left to chance.
     */
    @WithDefault("1s")
    Duration retryDelay();

    /** Pages after which a poll stops. */
    @WithDefault("1000")
    int pages();

    /** Rows of one page after which the page counts as unreadable. */
    @WithDefault("200000")
    int pageRows();

    /**
     * Rows that are turned into events at the same time, one of more than 1 KiB counted as several;
     * a larger page is worked on alone. When absent, one for each 128 KiB of heap and 2,000 at
     * least.
     */
    OptionalInt rowsInWork();

    /** Rejected records after which a poll stops. */
    @WithDefault("1000")
    int rejectedRecords();

    /** Time after which a poll is not published any more when the service stops. */
    @WithDefault("5s")
    Duration stopTimeout();
  }

  /** What becomes of accounts whose credentials are refused. */
  interface Account {
    /**
     * Time after which refused credentials are tried again. It doubles with each refusal; where the
     * vendor locks keys it is ten times as long.
     */
    @WithDefault("1m")
    Duration pause();

    /** Longest such time. */
    @WithDefault("1h")
    Duration longestPause();
  }

  /** How vendors are called. */
  interface Http {
    /** Longest time to connect, in milliseconds, as the HTTP component wants it. */
    @WithDefault("5000")
    int connectTimeoutMs();

    /** Longest time from the request to the last byte of its answer, in milliseconds. */
    @WithDefault("30000")
    int responseTimeoutMs();

    /** Largest answer, in bytes after decompression. */
    @WithDefault("67108864")
    int pageBytes();

    /** Value of the {@code User-Agent} header; CTYun is said to refuse requests without one. */
    @WithDefault("caravan")
    String userAgent();

    /** Connections kept per host; with fewer than poll threads, polls may wait for one. */
    @WithDefault("64")
    int connectionsPerHost();

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

  /** Traces of requests and answers. */
  interface Trace {
    /**
     * Who may begin and end traces on the management port: {@code local} processes of this machine
     * or pod only, {@code anyone} who reaches the port, or {@code nobody}.
     */
    @WithDefault("local")
    Control control();
  }

  /** Who may begin and end traces. */
  enum Control {
    /** Whoever connects from this machine. */
    LOCAL,
    /** Whoever reaches the management port, which asks for no password. */
    ANYONE,
    /** Traces are switched off. */
    NOBODY
  }

  /** How polls are counted. */
  interface Metrics {
    /**
     * What the metrics of polls are shown by: each {@code scope}, or sums by {@code account} and
     * API, for installations of thousands of scopes.
     */
    @WithDefault("scope")
    By by();
  }

  /** What the metrics of polls are shown by. */
  enum By {
    /** Each scope for itself. */
    SCOPE,
    /** All scopes of an account and API together. */
    ACCOUNT
  }

  /** What only CTYun needs. */
  interface Ctyun {
    /** Zone of the wall clock that CTYun's {@code Eop-date} is written in. */
    @WithDefault("Asia/Shanghai")
    String zone();
  }
}
