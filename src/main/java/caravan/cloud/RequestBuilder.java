package caravan.cloud;

import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;

/**
 * Writes the unsigned request for one page of a scope, the way one vendor wants it: a pure
 * function.
 */
public interface RequestBuilder {

  /** The request for the page that starts at the cursor. */
  Request build(Scope scope, Cursor cursor);
}
