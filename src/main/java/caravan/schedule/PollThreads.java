package caravan.schedule;

import caravan.Settings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that polls run on, shared by all APIs. The queue holds at most one poll per scope.
 */
@Singleton
final class PollThreads {

  private static final int IDLE_SECONDS = 30;

  @Produces
  @Singleton
  @Named("polls")
  ExecutorService polls(Settings settings) {
    AtomicInteger number = new AtomicInteger();
    int threads = settings.poll().threads();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "poll-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  void stop(@Disposes @Named("polls") ExecutorService pool) {
    pool.shutdownNow();
  }
}
