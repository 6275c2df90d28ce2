package caravan.event;

import caravan.json.JsonText;
import caravan.model.PollError;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a poll proved; the body of its marker.
 *
 * @param status {@code complete}, {@code partial} or {@code failed}
 * @param reason first cause of an incomplete poll, or null
 * @param baseline whether no checkpoint existed before
 * @param pagesReceived pages read in full
 * @param declaredTotal rows the vendor declared, or null
 * @param received rows read
 * @param unique distinct subjects
 * @param rejected rows that became dead letters
 * @param skipped rows that are no records
 * @param emitted events per kind, marker excluded
 * @param events events of the poll, marker included
 * @param absencesSuppressed known subjects that were missing but not closed
 * @param absencesOmitted of these, absences that the checkpoint had no room for
 * @param lettersSuppressed dead letters that are left out because their text was told already
 * @param digest hash over the subjects seen; null unless complete
 */
public record Report(
    String status,
    String reason,
    boolean baseline,
    int pagesExpected,
    int pagesReceived,
    Long declaredTotal,
    long received,
    long unique,
    long rejected,
    long skipped,
    Map<Kind, Long> emitted,
    int events,
    long absencesSuppressed,
    long absencesOmitted,
    long lettersSuppressed,
    String digest,
    PollError error) {

  /** A report of a poll that left out no absence and no dead letter. */
  public Report(
      String status,
      String reason,
      boolean baseline,
      int pagesExpected,
      int pagesReceived,
      Long declaredTotal,
      long received,
      long unique,
      long rejected,
      Map<Kind, Long> emitted,
      int events,
      long absencesSuppressed,
      String digest,
      PollError error) {
    this(
        status,
        reason,
        baseline,
        pagesExpected,
        pagesReceived,
        declaredTotal,
        received,
        unique,
        rejected,
        0,
        emitted,
        events,
        absencesSuppressed,
        0,
        0,
        digest,
        error);
  }

  void write(JsonText out) {
    out.open()
        .field("absences_omitted", counted(absencesOmitted))
        .field("absences_suppressed", absencesSuppressed)
        .field("baseline", baseline)
        .field("declared_total", declaredTotal)
        .field("digest", digest)
        .open("emitted");
    TreeMap<String, Long> sorted = new TreeMap<>();
    emitted.forEach((kind, count) -> sorted.put(kind.wire(), count));
    sorted.forEach(out::field);
    out.close()
        .part("error", error, PollError::write)
        .field("events", events)
        .field("letters_suppressed", counted(lettersSuppressed))
        .field("pages_expected", pagesExpected)
        .field("pages_received", pagesReceived)
        .field("reason", reason)
        .field("received", received)
        .field("rejected", rejected)
        .field("skipped", counted(skipped))
        .field("status", status)
        .field("unique", unique)
        .close();
  }

  /** Null for 0: a count of what was left out is stated when there is any. */
  private static Long counted(long omitted) {
    return omitted == 0 ? null : Long.valueOf(omitted);
  }
}
