package io.github.sparkonlambda.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * INPUT_PATH of an event about S3 objects: a path as Spark's readers take it, which is a glob. What
 * a glob would take for a wildcard stands behind a backslash; several objects are its alternatives,
 * and so is one with a comma, at which some readers part a path.
 */
final class InputPath {
  /** In bytes; the kernel takes no variable over 128 KiB. */
  static final int LONGEST = 96 * 1024;

  private static final Pattern SPECIAL = Pattern.compile("[{}\\[\\]*?\\\\,]");

  /** Parts of a key that a path of Hadoop does not keep. */
  private static final Pattern CHANGED = Pattern.compile("/\\.{0,2}(/|$)");

  private InputPath() {}

  /**
   * The path, or empty if there is none: it would be too long for a variable, the objects are in
   * several buckets, for which there is no glob, or a key is not kept by Hadoop's paths.
   *
   * @param objects at least one; one that is there twice counts once
   */
  static Optional<String> of(List<S3Object> objects) {
    String bucket = objects.get(0).bucket();
    if (!objects.stream().allMatch(object -> object.bucket().equals(bucket))) {
      return Optional.empty();
    }
    List<String> keys = objects.stream().map(S3Object::key).distinct().toList();
    // Hadoop would go up a folder, and takes what is before a colon in a glob for a scheme.
    boolean changed = keys.stream().anyMatch(key -> CHANGED.matcher("/" + key).find());
    boolean scheme = keys.size() > 1 && keys.stream().anyMatch(key -> key.indexOf(':') >= 0);
    if (changed || scheme) {
      return Optional.empty();
    }
    return Optional.of("s3://" + bucket + "/" + glob(keys))
        .filter(path -> path.getBytes(StandardCharsets.UTF_8).length <= LONGEST);
  }

  private static String glob(List<String> keys) {
    if (keys.size() == 1 && keys.get(0).indexOf(',') < 0) {
      return escaped(keys.get(0));
    }
    // Hadoop takes alternatives apart in which there are folders, and takes a backslash with them.
    boolean apart = keys.stream().anyMatch(key -> key.indexOf('/') >= 0);
    return keys.stream()
        .map(key -> apart ? escaped(escaped(key)) : escaped(key))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String text) {
    return SPECIAL.matcher(text).replaceAll("\\\\$0");
  }
}
