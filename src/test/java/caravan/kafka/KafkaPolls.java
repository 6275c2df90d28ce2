package caravan.kafka;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.broker.Broker;
import caravan.broker.Topic;
import caravan.event.Observation;
import caravan.event.View;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.event.view.EcsView;
import caravan.event.view.OcsfView;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.poll.compare.Snapshots;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** Polls, and topics of their own for what they publish, on a real broker. */
final class KafkaPolls {

  static final List<View> VIEWS = List.of(new OcsfView(), new EcsView());

  static final Installation INSTALLATION =
      new Installation(SettingsFixture.settings(PublishSettings.class), "file:targets.yaml");

  private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(30);
  private static final Duration OPEN = Duration.ofMinutes(1);

  final Topics topics;
  final EventFormats formats;
  final PollRecords records;
  final KafkaClients clients;
  private final String bootstrap;
  private final String prefix;
  private final Snapshots snapshots = new Snapshots();

  /** Creates the topics of a prefix. */
  KafkaPolls(Broker broker, String prefix) {
    this(broker, broker.bootstrapServers(), prefix);
  }

  /** Creates the topics of a prefix; clients reach the broker at other addresses than its own. */
  KafkaPolls(Broker broker, String addresses, String prefix) {
    this.bootstrap = broker.bootstrapServers();
    this.prefix = prefix;
    this.topics =
        new Topics(SettingsFixture.settings(TopicSettings.class, "caravan.topics.prefix", prefix));
    this.formats = new EventFormats(SettingsFixture.settings(FormatSettings.class));
    this.records = new PollRecords(topics, formats, VIEWS, INSTALLATION);
    this.clients = new KafkaClients(Map.of("bootstrap.servers", addresses));
    topics
        .all(Set.of("ocsf", "ecs"))
        .forEach(one -> Topic.create(bootstrap, topics.partitions(), one.name()));
  }

  /** A complete poll of one page with a row about each subject. */
  Poll poll(Scope scope, int slot, ScopeState memory, String... subjects) {
    return poll(scope, slot, memory, unused -> {}, subjects);
  }

  /** A complete poll of two pages, the second of them empty. */
  Poll pollOfTwoPages(Scope scope, int slot, ScopeState memory, String... subjects) {
    return poll(scope, slot, memory, KafkaPolls::secondPage, subjects);
  }

  private static void secondPage(Poll poll) {
    poll.walk().asked();
    poll.walk().received(Fixtures.page(1, poll.walk().declaredTotal(), null));
  }

  /** A poll with one page that was read and one that never came. */
  Poll partialPoll(Scope scope, int slot, ScopeState memory, String... subjects) {
    return poll(scope, slot, memory, poll -> poll.walk().asked(), subjects);
  }

  private Poll poll(
      Scope scope, int slot, ScopeState memory, Consumer<Poll> more, String... subjects) {
    Poll poll =
        new Poll(
            scope,
            Fixtures.SLOT.plusSeconds(60L * slot),
            Fixtures.SLOT,
            memory,
            () -> Fixtures.READ);
    poll.walk().asked();
    poll.walk().received(Fixtures.page(0, (long) subjects.length, null));
    for (int i = 0; i < subjects.length; i++) {
      poll.walk().countRow();
      poll.walk().observe(Fixtures.connection(subject(scope, subjects[i]), 1, place(i)));
    }
    more.accept(poll);
    snapshots.compare(poll);
    return poll;
  }

  private static Observation.Place place(int position) {
    return Fixtures.place(0, position);
  }

  static String subject(Scope scope, String name) {
    return scope.resourceUid() + "/client/" + name;
  }

  /** What the memory of a poll's scope is after it was published. */
  void remember(Poll poll) {
    snapshots.remember(poll);
  }

  /** A producer that fences the ones before it. */
  Producer<String, byte[]> producer(Scope scope) {
    return producer(scope, OPEN);
  }

  private Producer<String, byte[]> producer(Scope scope, Duration transactionTimeout) {
    Producer<String, byte[]> producer =
        clients.producer(prefix + "-" + topics.partition(scope), transactionTimeout);
    producer.initTransactions();
    return producer;
  }

  /** A writer that fences the ones before it. */
  Writer writer(Scope scope) {
    return writer(scope, OPEN);
  }

  /** A writer whose transactions may stay open for a time. */
  Writer writer(Scope scope, Duration transactionTimeout) {
    return writer(producer(scope, transactionTimeout), scope, transactionTimeout, this::nobody);
  }

  /** A group without members takes offsets from everybody. */
  ConsumerGroupMetadata nobody() {
    return new ConsumerGroupMetadata(prefix);
  }

  /** A writer with a given producer and generation of its replica. */
  Writer writer(
      Producer<String, byte[]> producer, Scope scope, Supplier<ConsumerGroupMetadata> member) {
    return writer(producer, scope, OPEN, member);
  }

  private Writer writer(
      Producer<String, byte[]> producer,
      Scope scope,
      Duration transactionTimeout,
      Supplier<ConsumerGroupMetadata> member) {
    return new Writer(
        producer,
        PUBLISH_WITHIN,
        transactionTimeout,
        member,
        new TopicPartition(topics.checkpoints(), topics.partition(scope)));
  }

  /** All that a poll leaves, as it is sent in a transaction. */
  PendingCommit parcel(Poll poll) {
    return new PendingCommit(
        poll, Lazy.concat(List.of(records.eventsWithStates(poll), records.checkpoint(poll))));
  }

  /** The committed records of a topic of the contract. */
  List<Topic.Entry> entries(String topic) {
    return Topic.settled(bootstrap, prefix + "." + topic + ".v1");
  }
}
