package io.github.sparkonlambda.script;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.ScriptLocation;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.failure.ScriptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/**
 * Compiles a script of one source file against the jars of Spark and the table formats, with
 * Eclipse's compiler: the Lambda image has no javac. The jars are read as files; no class of theirs
 * is loaded.
 */
final class SourceCompiler {
  private static final List<String> OPTIONS =
      List.of(
          "--release", "17", "-encoding", "UTF-8", "-g", "-parameters", "-proc:none", "-nowarn");

  private final Path jarFolder;

  SourceCompiler(Path jarFolder) {
    this.jarFolder = requireNonNull(jarFolder, "jarFolder");
  }

  /**
   * Compiles the source into a folder.
   *
   * @throws ScriptException with file, line and message of every compile error
   */
  void compile(ScriptLocation location, Path source, Path classes) {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    JavaCompiler compiler = new EclipseCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, jars());
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      boolean compiled =
          compiler
              .getTask(
                  Writer.nullWriter(),
                  files,
                  diagnostics,
                  OPTIONS,
                  null,
                  files.getJavaFileObjects(source))
              .call();
      if (!compiled) {
        throw new ScriptException(
            location.uri() + ": does not compile:\n" + errors(location, diagnostics));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new PlatformException(location.uri() + ": the script could not be compiled: " + e, e);
    }
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(jarFolder)) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
    }
  }

  private static String errors(
      ScriptLocation location, DiagnosticCollector<JavaFileObject> diagnostics) {
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(
            error ->
                location.fileName()
                    + ":"
                    + error.getLineNumber()
                    + ": "
                    + error.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n"));
  }
}
