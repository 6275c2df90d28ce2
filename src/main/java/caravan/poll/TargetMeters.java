package caravan.poll;

import caravan.model.Scope;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Meters that exist only while the targets name what they are about, such as an account or a host.
 * Their number would otherwise grow with every change of the targets.
 */
public final class TargetMeters {

  private final MeterRegistry registry;
  private final Function<Scope, Tags> tags;
  private final List<String> names;
  private Set<List<Tag>> wanted;

  /**
   * Creates the owner of some meters.
   *
   * @param tags the tags of these meters for a scope, always with the same keys
   * @param names names of the meters
   */
  public TargetMeters(MeterRegistry registry, Function<Scope, Tags> tags, String... names) {
    this.registry = registry;
    this.tags = tags;
    this.names = List.of(names);
  }

  /**
   * Registers or uses meters, unless the targets no longer name what they are about: polls of
   * removed targets may still run.
   */
  public synchronized void whileNamed(Tags one, Runnable use) {
    if (wanted == null || wanted.contains(one.stream().toList())) {
      use.run();
    }
  }

  /** Removes the meters that are about none of these scopes. */
  public synchronized void retain(Collection<Scope> scopes) {
    wanted =
        scopes.stream().map(tags).map(one -> one.stream().toList()).collect(Collectors.toSet());
    // An installation may add tags of its own to every meter.
    Set<String> keys =
        wanted.stream().flatMap(List::stream).map(Tag::getKey).collect(Collectors.toSet());
    for (String name : names) {
      for (Meter meter : registry.find(name).meters()) {
        List<Tag> own =
            meter.getId().getTags().stream().filter(tag -> keys.contains(tag.getKey())).toList();
        if (!wanted.contains(own)) {
          registry.remove(meter);
        }
      }
    }
  }
}
