package caravan.event.format;

import caravan.event.Origin;
import caravan.state.SubjectState;

/**
 * What a record of the state topic says.
 *
 * @param scope path of the scope that the subject belongs to
 * @param origin where the scope's events say they come from
 * @param known the subject
 */
public record Recorded(String scope, Origin origin, SubjectState known) {}
