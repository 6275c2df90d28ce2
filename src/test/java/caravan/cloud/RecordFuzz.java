package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.cloud.record.Normalized;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Listing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Records of all APIs with anything in their members. Each becomes an event of the contract or is
 * {@link Rejected}; {@link HostileRecordsTest} asks the same of values that people thought of.
 */
public final class RecordFuzz implements FuzzTarget {

  private static final int MAX_MESSAGE = 700;

  /** Facts are bounded where rows are split, which is not here. */
  private static final int MAX_EVENT = 512 * 1024;

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    Listing listing = choices.one(Listing.ALL);
    ObjectNode vendorRecord = choices.like(listing.good());
    JsonNode before = vendorRecord.deepCopy();
    try {
      Observation observation =
          listing.normalizer().normalize(vendorRecord, listing.scope(), Normalized.place());
      assertEquals(
          observation,
          listing.normalizer().normalize(vendorRecord, listing.scope(), Normalized.place()));
      assertEquals(Normalized.raw(vendorRecord, listing.api().row().plain()), observation.raw());
      assertTrue(observation.size() <= MAX_EVENT, "too large");
      if (Choices.sampled(input)) {
        assertNotNull(Normalized.event(observation, listing.scope()));
      }
      return true;
    } catch (Rejected rejected) {
      assertFalse(rejected.errorClass().isEmpty());
      assertFalse(rejected.path().isEmpty());
      assertTrue(rejected.getMessage().length() <= MAX_MESSAGE, rejected.getMessage());
      return false;
    } finally {
      assertEquals(before, vendorRecord, "the record was changed");
    }
  }

  @Override
  public List<byte[]> seeds() {
    return Choices.seeds();
  }
}
