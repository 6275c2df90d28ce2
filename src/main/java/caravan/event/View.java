package caravan.event;

import java.util.Optional;

/** Renders an event in another schema. A view adds nothing: it is a pure function of the event. */
public interface View {

  /** Name in {@code targets.yaml} and part of the topic's name, for example {@code ocsf}. */
  String name();

  /** The schema that the document of an event follows: header {@code ce_dataschema}. */
  String dataschema(Event event);

  /** The document as canonical JSON; empty for markers, which have no view. */
  Optional<String> json(Event event);
}
