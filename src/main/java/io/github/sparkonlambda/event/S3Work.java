package io.github.sparkonlambda.event;

import io.github.sparkonlambda.config.ObjectChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an event about S3 objects asks for, by FILTER_EVENTS.
 *
 * @param objects those that a job is run for
 * @param unreadable the messages of SQS or SNS whose objects cannot be read
 * @param nothing why there is nothing to do; empty if there is
 */
public record S3Work(
    List<S3Object> objects, List<UnreadableRecord> unreadable, Optional<String> nothing) {
  public S3Work {
    objects = List.copyOf(objects);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Sorts the event's objects.
   *
   * @throws IllegalArgumentException naming the source and the field that cannot be read, if it is
   *     not only a message, or if nothing else is left
   */
  public static S3Work of(EventNode event, Set<ObjectChange> wanted) {
    List<UnreadableRecord> unreadable = new ArrayList<>();
    S3Objects all = S3Objects.in(event, unreadable::add);
    List<S3Object> objects =
        all.objects().stream().filter(object -> wanted.contains(object.change())).toList();
    boolean none = all.whole() && objects.isEmpty();
    if (none && !unreadable.isEmpty()) {
      // No job is run that could do with them what BAD_RECORDS says.
      throw new IllegalArgumentException(
          "%s It is record %s, and the batch has no other object for the job."
              .formatted(unreadable.get(0).reason(), unreadable.get(0).id()));
    }
    return new S3Work(
        objects, unreadable, none ? Optional.of(nothing(all.objects(), wanted)) : Optional.empty());
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
