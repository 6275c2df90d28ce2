package caravan;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Stand-in until the reader lands. */
@Singleton
@Named("targets")
final class TargetsWatch {
  public void check() {}
}
