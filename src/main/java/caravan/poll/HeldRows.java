package caravan.poll;

/** Rows of a poll that count against the bound on rows in flight. */
public interface HeldRows {

  /** For polls that hold none. */
  HeldRows NONE =
      new HeldRows() {
        @Override
        public void keep(int rows) {}

        @Override
        public void release() {}
      };

  /** Gives all but this many rows back. */
  void keep(int rows);

  /** Gives all rows back; does nothing when they were given back before. */
  void release();
}
