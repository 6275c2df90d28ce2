package caravan.kafka;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Iterables that make each element when it is asked for, anew in each walk. */
final class Lazy {

  private Lazy() {}

  /** What a function makes of each element; {@code hasNext} makes nothing. */
  static <T, R> Iterable<R> map(Iterable<T> all, Function<? super T, R> function) {
    return () -> {
      Iterator<T> each = all.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public R next() {
          return function.apply(each.next());
        }
      };
    };
  }

  /** All elements of the iterables, in their order. */
  static <R> Iterable<R> concat(Iterable<? extends Iterable<R>> parts) {
    return () -> {
      Iterator<? extends Iterable<R>> each = parts.iterator();
      return new Iterator<>() {
        private Iterator<R> part = Collections.emptyIterator();

        @Override
        public boolean hasNext() {
          while (!part.hasNext() && each.hasNext()) {
            part = each.next().iterator();
          }
          return part.hasNext();
        }

        @Override
        public R next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return part.next();
        }
      };
    };
  }
}
