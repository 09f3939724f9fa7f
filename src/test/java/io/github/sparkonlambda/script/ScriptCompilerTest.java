package io.github.sparkonlambda.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScriptCompilerTest {
  @TempDir Path folder;

  private Path classes;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @BeforeEach
  void makeFolder() throws IOException {
    classes = Files.createDirectory(folder.resolve("classes"));
  }

  /** Nested and generic classes, records, lambdas, and what of the JDK only some modules have. */
  @Test
  void compilesWhatTheLanguageHas() throws Exception {
    boolean compiled =
        compile(
            "jobs/Job.java",
            """
            package jobs;

            import java.sql.Timestamp;
            import java.util.Map.Entry;
            import java.util.*;
            import static java.util.stream.Collectors.joining;

            public class Job implements java.util.function.Supplier<String> {
              record Pair<T extends Comparable<T>>(T one, T two) {}
              sealed interface Shape permits Dot {}
              static final class Dot implements Shape {}
              private final java.net.http.HttpClient none = null;

              public String get() {
                Object made = new Pair<>("ä", "b");
                Entry<String, Integer> entry = Map.entry("c", 3);
                Timestamp zero = new Timestamp(0);
                String text = made instanceof Pair<?> pair ? pair.one().toString() : "";
                return List.of(text, entry.getKey(), "" + zero.getTime()).stream().collect(joining("-"));
              }
            }
            """);

    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(compiled).isTrue();
    assertThat(run("jobs.Job")).isEqualTo("ä-c-0");
    assertThat(names())
        .containsExactly(
            "jobs/Job$Dot.class", "jobs/Job$Pair.class", "jobs/Job$Shape.class", "jobs/Job.class");
  }

  @Test
  void namesEveryErrorInTheOrderOfLinesAndWritesNothing() throws Exception {
    boolean compiled =
        compile(
            "Job.java",
            """
            import org.none.Missing;
            public class Job {
              int x = "no";
              sun.nio.ch.NativeThread kept = null;
              void y() { z(); }
            }
            class Second {}
            """);

    assertThat(compiled).isFalse();
    assertThat(names()).isEmpty();
    String file = folder.resolve("Job.java").toString();
    assertThat(errors.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            file + ":1: error: The import org.none cannot be resolved",
            file + ":3: error: Type mismatch: cannot convert from String to int",
            file + ":4: error: sun.nio cannot be resolved to a type",
            file + ":5: error: The method z() is undefined for the type Job");
  }

  /** What editors and other encodings leave in a source is no error, nor was it ever. */
  @Test
  void takesAByteOrderMarkAndBytesThatAreNoCharacters() throws Exception {
    Path file = folder.resolve("Job.java");
    Files.writeString(file, "\uFEFFpublic class Job {} // caf\u00e9", StandardCharsets.UTF_8);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 'x';
    Files.write(file, bytes);

    assertThat(ScriptCompiler.compile(file, classes, List.of(), new PrintStream(errors))).isTrue();
    assertThat(names()).containsExactly("Job.class");
  }

  @Test
  void findsClassesInJarsAndFolders() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    compile(
        "lib/Helper.java",
        "package lib; public class Helper { public static int two() { return 2; } }");
    Files.move(classes.resolve("lib"), other.resolve("lib"));
    Path assertj =
        Path.of(
            org.assertj.core.api.Assertions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

    boolean compiled =
        compile(
            "Job.java",
            """
            import lib.Helper;
            import org.assertj.core.api.AbstractAssert;
            public class Job implements java.util.function.Supplier<String> {
              AbstractAssert<?, ?> kept;
              public String get() { return "" + Helper.two(); }
            }
            """,
            other,
            assertj);

    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(compiled).isTrue();
  }

  @Test
  void aJarThatIsNoneIsNamed() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");

    assertThatThrownBy(() -> compile("Job.java", "public class Job {}", broken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.jar");
  }

  private boolean compile(String name, String source, Path... places) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    PrintStream out = new PrintStream(errors, true, StandardCharsets.UTF_8);
    return ScriptCompiler.compile(file, classes, List.of(places), out);
  }

  private Object run(String name) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      return ((java.util.function.Supplier<?>)
              loader.loadClass(name).getDeclaredConstructor().newInstance())
          .get();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> classes.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
