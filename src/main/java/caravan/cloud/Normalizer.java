package caravan.cloud;

import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Turns one record of one API into an observation: a pure function. */
public interface Normalizer {

  /**
   * Normalizes a record.
   *
   * @param vendorRecord the record exactly as the vendor sent it
   * @param place its position in the listing, and when it was read
   * @throws Rejected when an identity field is missing or unreadable
   */
  Observation normalize(ObjectNode vendorRecord, Scope scope, Observation.Place place);

  /** Whether a row is no record, for example one of a server's own threads. */
  default boolean skips(ObjectNode row) {
    return false;
  }
}
