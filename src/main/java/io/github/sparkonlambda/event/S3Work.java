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
 * @param others how many messages of SQS or SNS are not about S3
 * @param nothing why no job is run; empty if one is
 */
public record S3Work(
    List<S3Object> objects,
    List<UnreadableRecord> unreadable,
    int others,
    Optional<String> nothing) {
  public S3Work {
    objects = List.copyOf(objects);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Sorts the event's objects.
   *
   * @throws IllegalArgumentException naming the source and the field that cannot be read, if it is
   *     not only a message
   */
  public static S3Work of(EventNode event, Set<ObjectChange> wanted) {
    List<UnreadableRecord> unreadable = new ArrayList<>();
    S3Objects all = S3Objects.in(event, unreadable::add);
    List<S3Object> objects =
        all.objects().stream().filter(object -> wanted.contains(object.change())).toList();
    Optional<String> nothing =
        all.whole() && objects.isEmpty()
            ? Optional.of(nothing(all.objects(), unreadable.size(), wanted))
            : Optional.empty();
    return new S3Work(objects, unreadable, all.others(), nothing);
  }

  private static String nothing(List<S3Object> all, int unreadable, Set<ObjectChange> wanted) {
    if (all.isEmpty()) {
      return unreadable == 0
          ? "It is a test event of S3."
          : "None of its %d messages can be read.".formatted(unreadable);
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

  /** Objects that Spark's readers take for a writer's own files, and leave out. */
  public List<String> hidden() {
    return objects.stream()
        .filter(object -> object.key().replaceFirst(".*/", "").matches("(?s)[_.].*"))
        .map(S3Object::uri)
        .toList();
  }
}
