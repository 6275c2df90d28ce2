package caravan.cloud.record;

import caravan.event.Quality;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the quality notes of one record, each once. After {@link #MAX_PER_CODE} notes of one
 * code, a last one says that there are more: a record may have any number of unknown members.
 */
final class QualityNotes {

  static final int MAX_PER_CODE = 20;

  private final List<Quality> all = new ArrayList<>(4);

  void add(String code, String path) {
    add(new Quality(code, path));
  }

  void add(String code, String path, String detail) {
    add(new Quality(code, path, detail));
  }

  private void add(Quality note) {
    long same = all.stream().filter(other -> other.code().equals(note.code())).count();
    if (same > MAX_PER_CODE || all.contains(note)) {
      return;
    }
    all.add(same < MAX_PER_CODE ? note : new Quality(note.code(), note.path(), "and more"));
  }

  List<Quality> list() {
    return all;
  }
}
