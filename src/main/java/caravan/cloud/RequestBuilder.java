package caravan.cloud;

import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;

/** Builds one vendor's unsigned request for one page of a scope: a pure function. */
public interface RequestBuilder {

  /** The request for the page that starts at the cursor. */
  Request build(Scope scope, Cursor cursor);
}
