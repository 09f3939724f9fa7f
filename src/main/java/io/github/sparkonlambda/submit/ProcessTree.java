package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All processes of one run: the driver, its descendants, and what they started and orphaned, which
 * are known by the variable they inherited.
 */
final class ProcessTree {
  /**
   * How long a process may take to end by itself after SIGTERM: Spark's shutdown hooks run then.
   */
  static final Duration GRACE = Duration.ofMillis(1500);

  /** How long the kernel may take to remove a killed process; a safety net, not a tuning knob. */
  private static final Duration REMOVAL = Duration.ofSeconds(1);

  /** A job that starts processes faster than they are killed must not hold the handler for ever. */
  private static final int ROUNDS = 10;

  private final ProcessHandle root;
  private final byte[] marker;

  /**
   * A tree.
   *
   * @param root the process that was started
   * @param marker {@code NAME=value} as it stands in the environment of every process of the run
   */
  ProcessTree(ProcessHandle root, String marker) {
    this.root = requireNonNull(root, "root");
    this.marker = (marker + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** Ends every process: SIGTERM, then SIGKILL to what is left and to what it started meanwhile. */
  void end() {
    Set<ProcessHandle> living = living();
    living.forEach(ProcessHandle::destroy);
    awaitEnd(living, GRACE);
    living = living();
    for (int round = 0; round < ROUNDS && !living.isEmpty(); round++) {
      living.forEach(ProcessHandle::destroyForcibly);
      if (!awaitEnd(living, REMOVAL)) {
        return;
      }
      living = living();
    }
  }

  /**
   * Kills every process but the root and, if there is one, the spared.
   *
   * @return whether none is left
   */
  boolean endChildren(OptionalLong spared) {
    Set<ProcessHandle> children = children(spared);
    for (int round = 0; round < ROUNDS && !children.isEmpty(); round++) {
      children.forEach(ProcessHandle::destroyForcibly);
      if (!awaitEnd(children, REMOVAL)) {
        return false;
      }
      children = children(spared);
    }
    return children.isEmpty();
  }

  private Set<ProcessHandle> children(OptionalLong spared) {
    Set<ProcessHandle> children = living();
    children.remove(root);
    spared.ifPresent(pid -> children.removeIf(child -> child.pid() == pid));
    return children;
  }

  private Set<ProcessHandle> living() {
    Stream<ProcessHandle> related = Stream.concat(Stream.of(root), root.descendants());
    Stream<ProcessHandle> marked = ProcessHandle.allProcesses().filter(this::isMarked);
    return Stream.concat(related, marked)
        .filter(ProcessHandle::isAlive)
        .collect(Collectors.toSet());
  }

  private boolean isMarked(ProcessHandle process) {
    try {
      byte[] environment =
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
      return contains(environment, marker);
    } catch (IOException e) {
      // It has ended, or it is another user's and so not of this run.
      return false;
    }
  }

  private static boolean contains(byte[] text, byte[] part) {
    // Latin-1 maps bytes to characters one to one.
    return new String(text, StandardCharsets.ISO_8859_1)
        .contains(new String(part, StandardCharsets.ISO_8859_1));
  }

  private static boolean awaitEnd(Set<ProcessHandle> processes, Duration limit) {
    CompletableFuture<?>[] ends =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("onExit does not fail", e);
    }
  }
}
