package caravan.fuzz;

import caravan.Fixtures;
import caravan.apis.ApiExample;
import caravan.cloud.ErrorClassifier;
import caravan.cloud.Normalizer;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.simulator.Sheet;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What one API lists, and the parts that read it.
 *
 * @param scope a scope of the API
 * @param answers the vendor's errors
 * @param normalizer reads a record
 * @param good a record as the vendor documents it; to be copied
 */
public record Listing(
    Scope scope, ErrorClassifier answers, Normalizer normalizer, ObjectNode good) {

  /** The listings of all data sheets. */
  public static final List<Listing> ALL = ApiExample.all().map(Listing::of).toList();

  private static Listing of(ApiExample example) {
    return new Listing(
        example.scope(),
        example.errors(),
        Fixtures.normalizer(example.id()),
        Sheet.of(example.id()).examples().get(0));
  }

  /** The API that lists it. */
  public Api api() {
    return scope.api();
  }
}
