package io.github.sparkonlambda.script;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.config.ScriptLocation;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.InvocationFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.failure.ScriptException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.protocol.JobJar;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The script as it is on S3 right now, ready to run. S3 is asked at every call; the bytes travel,
 * and a source is compiled, only when the ETag changed. A call that fails leaves nothing behind
 * that a later call could run in its place. For one thread at a time.
 */
public final class ScriptStore {
  private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  // Named, not referenced: the handler JVM must not load what runs beside Spark.
  private static final String SQL_RUNNER = "io.github.sparkonlambda.sql.SqlJob";
  private static final String PYTHON_RUNNER = "io.github.sparkonlambda.python.PythonJob";

  private static final Pattern PLAIN_NAME = Pattern.compile("\\w[\\w.-]{0,100}");

  private final ScriptLocation location;
  private final Optional<String> mainClass;
  private final Path folder;
  private final ScriptFetcher fetcher;
  private final SourceCompiler compiler;
  private final ModuleStore modules;

  private Optional<JobScript> ready = Optional.empty();
  private String readyStamp = "";
  private int fetches;

  /**
   * A store that is still empty.
   *
   * @param own the jar or folder with this project's classes, which a source may use
   * @param s3 the client to fetch with; stays the caller's to close
   * @param folder a folder of the store's own; what it holds from before is deleted
   */
  public ScriptStore(Config config, Path own, S3Client s3, Path folder) {
    this.location = config.script();
    this.mainClass = config.mainClass();
    this.folder = requireNonNull(folder, "folder");
    this.fetcher = new ScriptFetcher(s3, "script", "SCRIPT_BUCKET and SPARK_SCRIPT");
    this.modules = new ModuleStore(config.pythonFiles(), s3, folder.resolve("modules"));
    this.compiler = new SourceCompiler(config.sparkJars(), own);
    Folders.delete(folder);
  }

  /**
   * The script that is on S3 now.
   *
   * @param deadline for download and compilation together
   * @throws ScriptException if there is none that could run
   * @throws DeadlineExceededException if the deadline passed before it was ready
   * @throws PlatformException if S3 or the disk failed
   */
  public JobScript current(Deadline deadline) {
    Path next = folder.resolve("fetch-" + ++fetches);
    try {
      Files.createDirectories(next);
      Path file = next.resolve(fileName());
      Optional<String> etag = fetcher.fetch(location.object(), knownEtag(), file, deadline);
      if (etag.isPresent()) {
        forget();
        JobScript script = prepare(etag.get(), file, deadline);
        readyStamp = stamp(script.jar());
        ready = Optional.of(script);
      } else {
        Folders.delete(next);
      }
      modules.update(deadline);
      return ready.orElseThrow();
    } catch (IOException | UncheckedIOException e) {
      Folders.delete(next);
      throw new PlatformException(location.uri() + ": cannot be kept in " + next + ": " + e, e);
    } catch (InvocationFailedException e) {
      Folders.delete(next);
      throw e;
    }
  }

  /**
   * The ETag of the script at hand, unless its jar is not what it was: a job runs as the same user
   * and may have cleaned up /tmp.
   */
  private Optional<String> knownEtag() throws IOException {
    if (ready.isPresent() && !stamp(ready.get().jar()).equals(readyStamp)) {
      forget();
    }
    return ready.map(JobScript::etag);
  }

  /** Changes with the file, as far as a file system tells. */
  static String stamp(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) + " " + Files.getLastModifiedTime(file) : "";
  }

  /**
   * A source keeps its name, which its public class must have, if it is one that a class could have
   * and any file system could hold; a jar needs none.
   */
  private String fileName() {
    if (location.kind() != ScriptKind.JAVA) {
      return location.kind() == ScriptKind.JAR ? "job.jar" : "script";
    }
    String name = location.fileName();
    String base = name.substring(0, name.length() - ".java".length());
    return CLASS_NAME.matcher(base).matches() ? base + ".java" : "Script.java";
  }

  /** The script's name, if it is one that any file system could hold. */
  private String plainName() {
    String name = location.fileName();
    return PLAIN_NAME.matcher(name).matches() ? name : "script";
  }

  private void forget() {
    ready.ifPresent(old -> Folders.delete(old.jar().getParent()));
    ready = Optional.empty();
  }

  private JobScript prepare(String etag, Path file, Deadline deadline) throws IOException {
    return switch (location.kind()) {
      case JAR ->
          new JobScript(
              location, etag, file, MainClass.ofJar(location, file, mainClass), List.of());
      case JAVA -> compile(etag, file, deadline);
      case SQL -> pack(etag, file, JobJar.SQL, SQL_RUNNER);
      case PY -> pack(etag, file, JobJar.PYTHON, PYTHON_RUNNER);
    };
  }

  private JobScript compile(String etag, Path source, Deadline deadline) throws IOException {
    Path classes = Files.createDirectories(source.resolveSibling("classes"));
    compiler.compile(location, source, classes, deadline);
    String main = MainClass.ofClasses(location, classes);
    Path jar = source.resolveSibling("job.jar");
    pack(classes, jar);
    return new JobScript(location, etag, jar, main, List.of());
  }

  /** Our own runner, whose classes the driver has anyway, finds the script in the job's jar. */
  private JobScript pack(String etag, Path script, String entry, String runner) throws IOException {
    Path entries = Files.createDirectories(script.resolveSibling("entries"));
    Files.move(script, entries.resolve(entry));
    Files.writeString(entries.resolve(JobJar.NAME), plainName());
    Path jar = script.resolveSibling("job.jar");
    pack(entries, jar);
    return new JobScript(location, etag, jar, runner, modules.paths());
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
  }
}
