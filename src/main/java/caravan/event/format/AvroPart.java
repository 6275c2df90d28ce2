package caravan.event.format;

import caravan.event.Part;
import caravan.event.UnreadableRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/** An Avro record. Its schema has seen to the types of its fields. */
final class AvroPart extends Part {

  private final GenericRecord fields;

  AvroPart(GenericRecord event) {
    this(null, null, event);
  }

  private AvroPart(Part outer, String name, GenericRecord fields) {
    super(outer, name);
    this.fields = fields;
  }

  @Override
  public String text(String member) {
    Object text = fields.get(member);
    return text == null ? null : text.toString();
  }

  @Override
  public Boolean truth(String member) {
    return (Boolean) fields.get(member);
  }

  @Override
  public Long number(String member) {
    Object number = fields.get(member);
    return number == null ? null : Long.valueOf(((Number) number).longValue());
  }

  /** Milliseconds, except for the start of an incarnation, which is a text. */
  @Override
  public Instant instant(String member) throws UnreadableRecord {
    return fields.get(member) instanceof Long millis
        ? Instant.ofEpochMilli(millis)
        : instant(member, text(member));
  }

  @Override
  public AvroPart part(String member) {
    return fields.get(member) instanceof GenericRecord part
        ? new AvroPart(this, member, part)
        : null;
  }

  @Override
  public List<AvroPart> parts(String member) {
    if (!(fields.get(member) instanceof List<?> elements)) {
      return null;
    }
    AvroPart list = new AvroPart(this, member, null);
    List<AvroPart> parts = new ArrayList<>(elements.size());
    for (Object element : elements) {
      parts.add(new AvroPart(list, String.valueOf(parts.size()), (GenericRecord) element));
    }
    return parts;
  }

  @Override
  public List<String> texts(String member) {
    return fields.get(member) instanceof List<?> elements
        ? elements.stream().map(Object::toString).toList()
        : null;
  }

  @Override
  public Map<String, String> map(String member) {
    if (!(fields.get(member) instanceof Map<?, ?> entries)) {
      return null;
    }
    Map<String, String> map = new TreeMap<>();
    entries.forEach((name, text) -> map.put(name.toString(), text.toString()));
    return map;
  }
}
