package caravan.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Figures of several rounds as median, least and most. */
record Spread(double median, double least, double most) {

  static <T> Spread of(List<T> rounds, ToDoubleFunction<T> figure) {
    return of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  static Spread of(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** Writes it into a column, rounded to so many digits behind the point. */
  void write(ObjectNode row, String name, int digits) {
    String form = "%,." + digits + "f";
    row.put(
        name,
        String.format(Locale.ROOT, form + " (" + form + " to " + form + ")", median, least, most));
  }
}
