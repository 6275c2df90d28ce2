package caravan.kafka;

import java.util.function.Function;
import org.apache.kafka.common.utils.FlattenedIterator;
import org.apache.kafka.common.utils.MappedIterator;

/** Iterables that make each element on demand, anew in each iteration. */
final class Lazy {

  private Lazy() {}

  /** Applies a function to each element; {@code hasNext} does not call it. */
  static <T, R> Iterable<R> map(Iterable<T> all, Function<T, R> function) {
    return () -> new MappedIterator<>(all.iterator(), function);
  }

  static <P extends Iterable<R>, R> Iterable<R> concat(Iterable<P> parts) {
    return () -> new FlattenedIterator<>(parts.iterator(), P::iterator);
  }
}
