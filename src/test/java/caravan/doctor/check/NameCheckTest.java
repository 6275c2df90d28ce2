package caravan.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameCheckTest {

  @Test
  void hostsAreTakenFromAddressesOfBrokers() {
    assertEquals(
        List.of("one.example", "two.example", "::1", "127.0.0.1"),
        NameCheck.hosts(
            "one.example:9092, SASL_SSL://two.example:9093,[::1]:9092,127.0.0.1,one.example:1"));
  }
}
