package caravan.normalize;

import caravan.model.Quality;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the doubts about one record, each once. A record may bring any number of strange
 * members; after {@link #MOST_PER_CODE} of one code a last entry says that there are more, so that
 * the event keeps its size.
 */
final class Doubts {

  /** Most entries that name what they are about, per code. */
  static final int MOST_PER_CODE = 20;

  private final List<Quality> all = new ArrayList<>(4);

  void add(String code, String path) {
    add(new Quality(code, path));
  }

  void add(String code, String path, String detail) {
    add(new Quality(code, path, detail));
  }

  private void add(Quality doubt) {
    long same = all.stream().filter(other -> other.code().equals(doubt.code())).count();
    if (same > MOST_PER_CODE || all.contains(doubt)) {
      return;
    }
    all.add(same < MOST_PER_CODE ? doubt : new Quality(doubt.code(), doubt.path(), "and more"));
  }

  List<Quality> list() {
    return all;
  }
}
