package io.github.sparkonlambda.storage;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileStatus;

/**
 * The statuses of objects that an invocation need not ask for twice. Spark asks for the same one
 * when it looks whether a path is there, whether it is a folder, what files it has, and once more
 * for each task that opens one. Remembered are
 *
 * <ul>
 *   <li>the invocation's input: INPUT_PATH and all beneath it, but not a table's own files;
 *   <li>data files and manifests with a UUID in their names, which Spark and the table formats
 *       write once and never again;
 *   <li>the files of a Hudi timeline, which are named by the instant and hold what became of it, a
 *       table's {@code hoodie.properties} and the files that mark its partitions;
 *   <li>that a Hudi table has no bootstrap index.
 * </ul>
 *
 * That is safe for these reasons:
 *
 * <ol>
 *   <li>Only objects that exist are remembered, with the ETag that S3 gave. Whoever reads one with
 *       a remembered status asks S3 for that very ETag: a reader gets the object that was planned
 *       with, or fails; whoever asks anew after that gets the new one. Without this memory each
 *       task would take whatever it finds. An object that the job itself has just written may have
 *       no ETag here, as after an upload in parts, but a name that nobody else uses: it has a UUID
 *       in it, or an instant, of which a Hudi table has one writer.
 *   <li>That an object or a folder is missing is never remembered, nor is a folder's content: which
 *       instants a timeline has is asked for each time. The one exception is Hudi's bootstrap
 *       index, which only the operation that makes the table writes, before its first commit: a
 *       table that is without one stays so, unless this job writes it.
 *   <li>What the job itself overwrites, renames or deletes is forgotten, and the input among it not
 *       remembered again.
 *   <li>Nothing outlives the invocation, and outside of one nothing is remembered.
 * </ol>
 *
 * <p>What an S3 event says of its object, its size and ETag, is not taken for its status: an object
 * that has been written again since could then not be read at all, however often the event is tried
 * again, and the time of its last change, which Spark shows as {@code
 * _metadata.file_modification_time}, is not among it.
 */
public final class KnownObjects {
  private static final Pattern WRITTEN_ONCE =
      Pattern.compile(
          ".*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}.*\\.(parquet|orc|avro)");

  /** Where the table formats keep what they write again under the same name. */
  private static final Pattern OF_A_TABLE =
      Pattern.compile(".*/(_delta_log|metadata|\\.hoodie)/.*");

  /**
   * Requested, inflight and completed instants: {@code 20261124171445095_20261124171447984.commit}.
   */
  private static final Pattern INSTANT =
      Pattern.compile(".*/\\.hoodie/timeline/\\d{17}(_\\d{17})?(\\.[a-z]+){1,2}");

  private static final Pattern OF_A_HUDI_TABLE =
      Pattern.compile(".*/(\\.hoodie/hoodie\\.properties|\\.hoodie_partition_metadata)");

  private static final Pattern BOOTSTRAP_INDEX =
      Pattern.compile(".*/\\.hoodie/\\.aux/\\.bootstrap/[^/]+/[^/]+\\.hfile");

  /** A driver's heap is small. */
  private static final int MOST = 10_000;

  private static volatile KnownObjects current = new KnownObjects(false, Optional.empty());

  private final boolean running;
  private final Optional<String> input;
  private final Map<Path, S3AFileStatus> statuses = new ConcurrentHashMap<>();
  private final Map<String, String> tags = new ConcurrentHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();
  private final Set<String> changed = ConcurrentHashMap.newKeySet();

  private KnownObjects(boolean running, Optional<String> input) {
    this.running = running;
    this.input = input.flatMap(KnownObjects::place);
  }

  /**
   * An invocation begins.
   *
   * @param input its INPUT_PATH
   */
  public static void begin(Optional<String> input) {
    current = new KnownObjects(true, requireNonNull(input, "input"));
  }

  /** The invocation has ended. */
  public static void end() {
    current = new KnownObjects(false, Optional.empty());
  }

  static KnownObjects current() {
    return current;
  }

  /** The status of a file, if it is known. */
  Optional<S3AFileStatus> of(Path path) {
    return Optional.ofNullable(statuses.get(path));
  }

  /** Whether a status of this path would be remembered. */
  boolean covers(Path path) {
    return isWrittenOnce(path) || isInput(path) || isOf(OF_A_HUDI_TABLE, path);
  }

  /** Whether the path's name is one that nobody uses a second time. */
  boolean isWrittenOnce(Path path) {
    return running && (WRITTEN_ONCE.matcher(path.getName()).matches() || isOf(INSTANT, path));
  }

  private boolean isOf(Pattern names, Path path) {
    return running && names.matcher(place(path)).matches();
  }

  /** Whether it is known that there is no such bootstrap index. */
  boolean isMissing(Path path) {
    return missing.contains(place(path));
  }

  /** Takes note that S3 has no such object, if that may be remembered. */
  void rememberMissing(Path path) {
    if (isOf(BOOTSTRAP_INDEX, path) && missing.size() < MOST) {
      missing.add(place(path));
    }
  }

  private boolean isInput(Path path) {
    String place = place(path);
    return !OF_A_TABLE.matcher(place).matches()
        && input.filter(whole -> isIn(place, whole)).isPresent()
        && changed.stream().noneMatch(other -> isIn(place, other));
  }

  /** Takes note of what S3 has said of an object, if that may be remembered. */
  void remember(FileStatus status) {
    if (status instanceof S3AFileStatus file
        && file.isFile()
        && file.getEtag() != null
        && statuses.size() < MOST
        && covers(file.getPath())) {
      statuses.put(file.getPath(), file);
    }
  }

  /** Takes note of the ETag that S3 gave an object when the job wrote it. */
  void tagged(Path path, String tag) {
    if (tag != null && !tag.isEmpty() && isWrittenOnce(path) && tags.size() < MOST) {
      tags.put(place(path), tag);
    }
  }

  /** Hands out the ETag of an object that the job has just written; null if S3 gave none. */
  String takeTag(Path path) {
    return tags.remove(place(path));
  }

  /** Takes note of an object that the job has written. */
  void written(S3AFileStatus file) {
    if (isWrittenOnce(file.getPath()) && statuses.size() < MOST) {
      statuses.put(file.getPath(), file);
    }
  }

  /** The job changes this path, or all beneath it. */
  void forget(Path path) {
    String place = place(path);
    if (input.filter(whole -> isIn(place, whole) || isIn(whole, place)).isPresent()) {
      changed.add(place);
    }
    statuses.keySet().removeIf(known -> isIn(place(known), place));
    tags.keySet().removeIf(known -> isIn(known, place));
    missing.removeIf(known -> isIn(known, place));
  }

  /** Somebody else has changed this object since it was asked for. */
  void replaced(Path path) {
    statuses.keySet().removeIf(known -> place(known).equals(place(path)));
  }

  private static boolean isIn(String place, String folder) {
    return place.equals(folder) || place.startsWith(folder + "/");
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
