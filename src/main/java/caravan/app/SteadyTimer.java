package caravan.app;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timer of the routes, by running time. Java's goes by the machine's clock: set back, it stands
 * still for as long.
 */
@Singleton
@Named("steadyTimer")
public final class SteadyTimer extends Timer {

  private final List<ScheduledExecutorService> threads = new CopyOnWriteArrayList<>();

  /** Creates a timer without the thread that Java's would have. */
  public SteadyTimer() {
    super("steady-timer", true);
    cancel();
  }

  /**
   * Each task has a thread of its own, so that none waits for another; nobody waits for its end.
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void schedule(TimerTask task, long delay, long period) {
    ScheduledExecutorService thread =
        new ScheduledThreadPoolExecutor(1, work -> daemon(work, threads.size()));
    threads.add(thread);
    thread.scheduleWithFixedDelay(task, delay, period, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work, int number) {
    Thread thread = new Thread(work, "timer-" + number);
    thread.setDaemon(true);
    return thread;
  }

  @PreDestroy
  void stop() {
    threads.forEach(ScheduledExecutorService::shutdownNow);
  }
}
