package io.github.sparkonlambda.storage;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileStatus;

/**
 * What is known of the objects that an invocation was told to read: of INPUT_PATH itself and of all
 * beneath it. Spark asks for the status of the same object when it looks whether the path is there,
 * whether it is a folder, what files it has, and once for each task that opens one.
 *
 * <p>Remembering the answer is safe for these reasons:
 *
 * <ol>
 *   <li>Only objects that exist are remembered, with the ETag that S3 gave. Whoever reads one with
 *       a remembered status asks S3 for that very ETag: a reader gets the object that was planned
 *       with, or fails. Without this memory each task would take whatever it finds.
 *   <li>That an object or a folder is missing is never remembered, nor is a folder's content.
 *   <li>What the job itself creates, renames or deletes is forgotten, and not remembered again.
 *   <li>Nothing outlives the invocation, and outside of one nothing is remembered.
 * </ol>
 */
public final class InvocationInput {
  private static volatile InvocationInput current = new InvocationInput(Optional.empty());

  private final Optional<String> input;
  private final Map<Path, S3AFileStatus> statuses = new ConcurrentHashMap<>();
  private final Set<Path> changed = ConcurrentHashMap.newKeySet();

  private InvocationInput(Optional<String> input) {
    this.input = input.flatMap(InvocationInput::place);
  }

  /**
   * An invocation begins.
   *
   * @param input its INPUT_PATH
   */
  public static void begin(Optional<String> input) {
    current = new InvocationInput(requireNonNull(input, "input"));
  }

  /** The invocation has ended. */
  public static void end() {
    begin(Optional.empty());
  }

  static InvocationInput current() {
    return current;
  }

  /** The status of a file, if it is known. */
  Optional<S3AFileStatus> of(Path path) {
    return Optional.ofNullable(statuses.get(path));
  }

  /** Whether a status of this path would be remembered. */
  boolean covers(Path path) {
    String place = place(path);
    return input.isPresent()
        && (place.equals(input.get()) || place.startsWith(input.get() + "/"))
        && changed.stream().noneMatch(other -> isAtOrBelow(path, other));
  }

  /** Takes note of a status, if it is one that may be remembered. */
  void remember(FileStatus status) {
    if (status instanceof S3AFileStatus file
        && file.isFile()
        && file.getEtag() != null
        && covers(file.getPath())) {
      statuses.put(file.getPath(), file);
    }
  }

  /** The job changes this path, or all beneath it. */
  void forget(Path path) {
    if (input.isPresent()) {
      changed.add(path);
      statuses.keySet().removeIf(known -> isAtOrBelow(known, path));
    }
  }

  private static boolean isAtOrBelow(Path path, Path parent) {
    String place = place(path);
    return place.equals(place(parent)) || place.startsWith(place(parent) + "/");
  }

  private static Optional<String> place(String input) {
    try {
      return Optional.of(place(new Path(input)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // No path: the job means something else by it.
    }
  }

  /** Bucket and key: s3 and s3a name the same object. */
  private static String place(Path path) {
    return path.toUri().getAuthority() + path.toUri().getPath();
  }
}
