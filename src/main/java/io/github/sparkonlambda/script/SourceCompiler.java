package io.github.sparkonlambda.script;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.ScriptLocation;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.failure.ScriptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles a script of one source file against the jars of Spark and the table formats and this
 * project's own, with Eclipse's compiler: the Lambda image has no javac. The compiler runs in a
 * process of its own. It needs some 100 MB, which the handler JVM would never give back, and like
 * everything else that may hang it can be ended.
 */
final class SourceCompiler {
  /** The property in which the image's entrypoint repeats its option for the archive of classes. */
  private static final String ARCHIVE = "handler.archive";

  private final Path jarFolder;
  private final Path own;

  SourceCompiler(Path jarFolder, Path own) {
    this.jarFolder = requireNonNull(jarFolder, "jarFolder");
    this.own = requireNonNull(own, "own");
  }

  /**
   * Compiles the source into a folder.
   *
   * @param deadline at which the compiler is ended
   * @throws ScriptException with file, line and message of every compile error
   * @throws DeadlineExceededException if the compiler had to be ended
   * @throws PlatformException if it could not be run
   */
  void compile(ScriptLocation location, Path source, Path classes, Deadline deadline) {
    Path messages = classes.resolveSibling("compiler.txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(source, classes))
              .redirectErrorStream(true)
              .redirectOutput(messages.toFile());
      // Nothing of the function's environment concerns it, JAVA_TOOL_OPTIONS least.
      builder.environment().clear();
      // A class may have any letter in its name, and so its file.
      builder.environment().put("LC_ALL", "C.UTF-8");
      Process compiler = builder.start();
      if (!compiler.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        compiler.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
        throw deadline.exceeded(location.uri(), "fetch (compiling the script)");
      }
      if (compiler.exitValue() != 0) {
        throw failure(location, source, compiler.exitValue(), messages);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException(location.uri() + ": compiling was interrupted", e);
    } catch (IOException e) {
      throw new PlatformException(location.uri() + ": the compiler could not be run: " + e, e);
    }
  }

  List<String> command(Path source, Path classes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx128m"));
    String archive = System.getProperty(ARCHIVE, "");
    if (!archive.isEmpty()) {
      command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xlog:disable", archive));
      command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
      // An AOT cache is refused where an option about modules is not as it was made with.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    // This JVM's class path, not just the compiler: it is what the archive was made for.
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ScriptCompiler.class.getName());
    command.addAll(List.of(source.toString(), classes.toString(), own.toString()));
    try (Stream<Path> files = Files.list(jarFolder)) {
      files
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar"))
          .sorted()
          .forEach(command::add);
    }
    return command;
  }

  /** The compiler says {@code /folder/Job.java:3: error: message}. */
  private static RuntimeException failure(
      ScriptLocation location, Path source, int exitStatus, Path messages) throws IOException {
    String said = Files.readString(messages, StandardCharsets.UTF_8);
    String prefix = source + ":";
    String errors =
        said.lines()
            .filter(line -> line.startsWith(prefix))
            .map(line -> location.fileName() + line.substring(prefix.length() - 1))
            .collect(Collectors.joining("\n"));
    if (exitStatus == ScriptCompiler.DOES_NOT_COMPILE && !errors.isEmpty()) {
      return new ScriptException(location.uri() + ": does not compile:\n" + errors);
    }
    return new PlatformException(
        "%s: the compiler failed with exit status %d:\n%s"
            .formatted(location.uri(), exitStatus, said));
  }
}
