package caravan.publish;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Makes Kafka clients for Camel and for the service itself, all with the same {@code kafka.*}
 * settings (addresses, TLS, SASL). What a route states for its endpoint wins over them.
 */
@Singleton
@Named("kafkaClients")
public final class KafkaClients implements KafkaClientFactory {

  private final Map<String, Object> settings;

  /** With every property under {@code kafka.}. */
  public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public Producer<?, ?> getProducer(Properties endpoint) {
    return new KafkaProducer<>(merged(endpoint));
  }

  @Override
  public Consumer<?, ?> getConsumer(Properties endpoint) {
    return new KafkaConsumer<>(merged(endpoint));
  }

  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return brokers();
  }

  /** Addresses of the brokers, for messages. */
  String brokers() {
    return String.valueOf(settings.get("bootstrap.servers"));
  }

  /** An admin client that gives up within {@code timeoutMs}. */
  Admin admin(int timeoutMs) {
    Map<String, Object> admin = new HashMap<>(settings);
    admin.put("client.id", "caravan-admin");
    admin.put("request.timeout.ms", timeoutMs);
    admin.put("default.api.timeout.ms", timeoutMs);
    return Admin.create(admin);
  }

  private Properties merged(Properties endpoint) {
    Properties all = new Properties();
    all.putAll(settings);
    endpoint.forEach(
        (name, value) -> {
          if (!settings.containsKey(name) || !isClientSetting(name.toString())) {
            all.put(name, value);
          }
        });
    return all;
  }

  /**
   * How to reach the brokers is the operator's to say; the component fills in defaults of its own.
   */
  private static boolean isClientSetting(String name) {
    return name.equals("bootstrap.servers")
        || name.equals("security.protocol")
        || name.startsWith("ssl.")
        || name.startsWith("sasl.");
  }
}
