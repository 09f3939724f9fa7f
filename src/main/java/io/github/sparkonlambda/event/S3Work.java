package io.github.sparkonlambda.event;

import io.github.sparkonlambda.config.ObjectChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an event about S3 objects asks for, by FILTER_EVENTS.
 *
 * @param objects those that a job is run for
 * @param nothing why there is nothing to do; empty if there is
 */
public record S3Work(List<S3Object> objects, Optional<String> nothing) {
  public S3Work {
    objects = List.copyOf(objects);
  }

  /**
   * Sorts the event's objects.
   *
   * @throws IllegalArgumentException naming the source and the field that cannot be read
   */
  public static S3Work of(EventNode event, Set<ObjectChange> wanted) {
    S3Objects all = S3Objects.in(event);
    List<S3Object> objects =
        all.objects().stream().filter(object -> wanted.contains(object.change())).toList();
    return new S3Work(
        objects,
        all.whole() && objects.isEmpty()
            ? Optional.of(nothing(all.objects(), wanted))
            : Optional.empty());
  }

  private static String nothing(List<S3Object> all, Set<ObjectChange> wanted) {
    if (all.isEmpty()) {
      return "It is a test event of S3.";
    }
    String found =
        all.stream()
            .map(object -> object.change().label() + " " + object.uri())
            .limit(10)
            .collect(Collectors.joining(", "));
    String wantedOnes = wanted.stream().map(ObjectChange::label).collect(Collectors.joining(","));
    return "FILTER_EVENTS=%s leaves none of its %d objects: %s"
        .formatted(wantedOnes, all.size(), found);
  }

  /** Whether INPUT_PATH is said by the event. */
  public boolean saysInputPath() {
    return !objects.isEmpty();
  }

  /** INPUT_PATH; empty if the objects do not fit into one path. */
  public Optional<String> inputPath() {
    return objects.isEmpty() ? Optional.empty() : InputPath.of(objects);
  }
}
