package caravan.observe;

import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Permit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;

/** Counts and times the requests of each API. An attempt that sent none is not counted. */
@Singleton
@Priority(20)
public final class RequestMeters implements AttemptGate {

  private final MeterRegistry registry;

  public RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Permit enter(Attempt attempt) {
    Tags api = Tags.of("api", attempt.poll().scope().api().id());
    return new Permit() {
      @Override
      public void sending(Request request) {
        if (attempt.isRepeated()) {
          registry.counter("caravan.retries", api).increment();
        }
      }

      @Override
      public void accepted(Page page) {
        count("ok");
      }

      @Override
      public void failed(PollError error) {
        count(error.reason());
      }

      private void count(String outcome) {
        if (attempt.sent()) {
          registry.counter("caravan.requests", api.and("outcome", outcome)).increment();
          registry.timer("caravan.request.latency", api).record(attempt.elapsed());
        }
      }
    };
  }
}
