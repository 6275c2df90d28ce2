package caravan.routes;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The contract's examples again, published part after part without transactions. */
@QuarkusTest
@TestProfile(AtLeastOnceTest.Profile.class)
class AtLeastOnceTest extends ExamplesTest {

  /** Does without transactions. */
  public static final class Profile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("caravan.delivery", "at_least_once");
    }
  }
}
