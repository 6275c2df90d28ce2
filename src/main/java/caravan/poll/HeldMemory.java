package caravan.poll;

import java.time.Duration;

/**
 * What the answer and the rows of one poll count against the memory that all polls share. It
 * belongs to the thread of its poll.
 */
public interface HeldMemory {

  /** For polls that share with nobody: everything fits. */
  HeldMemory NONE =
      new HeldMemory() {
        @Override
        public boolean growAnswer(long bytes, Duration wait) {
          return true;
        }

        @Override
        public void shrinkAnswer(long bytes) {}

        @Override
        public void releaseAnswer() {}

        @Override
        public boolean growRows(long bytes) {
          return true;
        }

        @Override
        public boolean admitsSubjects(int known, int more) {
          return true;
        }

        @Override
        public void keepRows(double share) {}

        @Override
        public void release() {}
      };

  /**
   * Acquires memory for an answer that is being read.
   *
   * @param wait how long to wait at most
   * @return false when it does not fit; then nothing was acquired
   */
  boolean growAnswer(long bytes, Duration wait) throws InterruptedException;

  /** Gives a part of the answer's memory back. */
  void shrinkAnswer(long bytes);

  /** The answer is not needed any more; does nothing when it was given back before. */
  void releaseAnswer();

  /**
   * Acquires memory for rows that were read, without waiting.
   *
   * @return false when they do not fit; then nothing was acquired
   */
  boolean growRows(long bytes);

  /**
   * Whether this replica can remember more subjects; large ones count as several.
   *
   * @param known subjects that the poll has seen or its scope has open
   * @param more how many more there may be
   */
  boolean admitsSubjects(int known, int more);

  /** Gives the memory of rows back, but for a share from 0 to 1. */
  void keepRows(double share);

  /** Gives everything back; does nothing when it was given back before. */
  void release();
}
