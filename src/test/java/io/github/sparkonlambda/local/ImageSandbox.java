package io.github.sparkonlambda.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The built image's file tree as Lambda runs it, by bubblewrap: a read-only root, a writable /tmp
 * and nothing else, no /dev/fd and no /dev/shm, an odd user, a hostname that does not resolve,
 * 1,024 open files.
 */
public final class ImageSandbox {
  private static final int TMP_BYTES = 512 * 1024 * 1024;

  /** A user without a passwd entry, unless {@code -Dimage.uid} names another. */
  private static final String UID = System.getProperty("image.uid", "993");

  private ImageSandbox() {}

  /** Where the image's file tree lies, if {@code .ci/image-check} started this. */
  public static Optional<Path> root() {
    return Optional.ofNullable(System.getProperty("image.root"))
        .filter(path -> !path.isBlank())
        .map(Path::of);
  }

  /** The image's own environment variables, beside its file tree in a file with a line for each. */
  static Map<String, String> environment(Path root) throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String line : Files.readAllLines(root.resolveSibling(root.getFileName() + ".env"))) {
      if (!line.isBlank()) {
        String[] pair = line.split("=", 2);
        environment.put(pair[0], pair[1]);
      }
    }
    return environment;
  }

  /** The command that runs the image's entrypoint with these arguments. */
  static List<String> command(Path root, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("prlimit", "--nofile=1024", "bwrap", "--ro-bind", root.toString(), "/"));
    command.addAll(List.of("--proc", "/proc", "--size", Integer.toString(TMP_BYTES), "--tmpfs"));
    command.addAll(List.of("/tmp", "--tmpfs", "/dev"));
    for (String device : List.of("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")) {
      command.addAll(List.of("--dev-bind", device, device));
    }
    command.addAll(List.of("--remount-ro", "/dev", "--unshare-user", "--uid", UID, "--gid"));
    command.addAll(List.of("990", "--unshare-uts", "--hostname", "169-254-10-1"));
    command.addAll(List.of("--unshare-pid", "--die-with-parent", "--chdir", "/var/task"));
    command.add("/opt/spark/bin/entrypoint");
    command.addAll(arguments);
    return command;
  }
}
