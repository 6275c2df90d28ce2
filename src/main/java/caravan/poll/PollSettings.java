package caravan.poll;

import caravan.model.SettingsGroup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How polls are run. */
@ConfigMapping(prefix = "caravan.poll")
public interface PollSettings extends SettingsGroup {

  /** Polls that run side by side; one account and API may hold half of them. */
  @WithDefault("64")
  int threads();

  /** Most attempts at one page, the first included; 1 never asks again. */
  @WithDefault("5")
  int maxAttempts();

  /**
   * Longest wait before the second attempt at a page. It doubles with each further attempt, up to
   * 30 seconds; how much of it is waited is left to chance.
   */
  @WithDefault("1s")
  Duration retryDelay();

  /** Pages after which a poll stops. */
  @WithDefault("1000")
  int maxPages();

  /** Rows of one page after which the page counts as unreadable. */
  @WithDefault("200000")
  int maxPageRows();

  /**
   * Rows that are turned into events at the same time, one of more than 1 KiB counted as several; a
   * larger page is worked on alone. When absent, one for each 128 KiB of heap and 2,000 at least.
   */
  OptionalInt maxRowsInFlight();

  /**
   * Bytes that the answers and rows of all polls may take together; what does not fit ends as
   * {@code page_too_large}. When absent, three eighths of the heap.
   */
  OptionalLong maxMemory();

  /**
   * Open subjects that this replica remembers, those with a record of more than a KiB counted as
   * several; a page with more ends as {@code too_many_subjects}. When absent, one for each KiB of
   * heap.
   */
  OptionalLong maxSubjects();

  /** Rejected records after which a poll stops. */
  @WithDefault("1000")
  int maxRejectedRecords();

  /** Time after which a poll is not published any more when the service stops. */
  @WithDefault("5s")
  Duration stopTimeout();
}
