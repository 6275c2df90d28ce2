package caravan.poll.schedule;

import caravan.poll.PollSettings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that polls run on, shared by all APIs; {@link PollQueue} says which poll is next. */
@Singleton
final class PollThreads {

  /** For what needs no vendor and must not wait for those who do: the end of polls and scopes. */
  static final int ENDING = 2;

  private static final int IDLE_SECONDS = 30;

  /** As many threads as polls run, up to the setting, and a few for what ends. */
  @Produces
  @Singleton
  @Named("polls")
  ExecutorService polls(PollSettings settings) {
    return new ThreadPoolExecutor(
        0,
        settings.threads() + ENDING,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new IdleFirst(),
        named("poll-"),
        (poll, pool) -> {
          if (!pool.isShutdown()) {
            pool.getQueue().add(poll);
          }
        });
  }

  void stop(@Disposes @Named("polls") ExecutorService pool) {
    pool.shutdownNow();
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Takes a task only if a thread is waiting for one. So the pool makes a new thread when all are
   * busy, and not, as with a usual queue, for each of the first tasks; once it may not make more,
   * it refuses the task and the handler queues it.
   */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }
}
