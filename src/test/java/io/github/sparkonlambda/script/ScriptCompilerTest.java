package io.github.sparkonlambda.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jdt.internal.compiler.batch.Main;
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
            file
                + ":4: error: Access restriction: The type 'NativeThread' is not API"
                + " (restriction on required library 'java.base')",
            file + ":5: error: The method z() is undefined for the type Job");
  }

  /** Of the method in which it stands, nothing else. */
  @Test
  void namesASyntaxErrorOnceWithoutWhatFollowsFromIt() throws Exception {
    String file = folder.resolve("Job.java").toString();

    compile(
        "Job.java",
        """
        public class Job {
          static int one() {
            int x = 1
            return y + x;
          }
        }
        """);
    assertThat(errors.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            file + ":3: error: Syntax error, insert \";\" to complete BlockStatements");

    errors.reset();
    compile("Job.java", "public class Job {\n  void one() {\n    if (true) {\n  }\n}\n");
    assertThat(errors.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(file + ":5: error: Syntax error, insert \"}\" to complete ClassBody");
    assertThat(names()).isEmpty();
  }

  @Test
  void saysWhatTheBatchCompilerSays() throws Exception {
    for (String source :
        List.of(
            "public class Job { int x = }",
            "public class Job { void y() { String s = \"open; } }",
            "package a.b; public class Job extends Missing { @Override public int no() {} }",
            "public class Job { int twice; String twice; void z() { return 1; } }",
            "import java.util.*; public class Job { List<int> list; Map<String> map; }",
            "public class Job { void a() { int b; System.out.println(b); throw new Exception(); }"
                + " }",
            "class Unused { private int x; java.util.List raw; } public class Job {}",
            "#!/usr/bin/env java\npublic class Job {}")) {
      errors.reset();
      boolean compiled = compile("Job.java", source);

      StringWriter said = new StringWriter();
      boolean batch =
          new Main(new PrintWriter(said), new PrintWriter(said), false, null, null)
              .compile(
                  new String[] {
                    "-17",
                    "-proc:none",
                    "-nowarn",
                    "-Xemacs",
                    "-d",
                    "none",
                    folder.resolve("Job.java").toString()
                  });
      assertThat(compiled).as(source).isEqualTo(batch);
      assertThat(errors.toString(StandardCharsets.UTF_8).lines())
          .as(source)
          .containsExactlyElementsOf(
              said.toString().lines().filter(line -> line.contains(": error: ")).toList());
    }
  }

  /** sun.misc.Unsafe has a field of another Unsafe. */
  @Test
  void knowsWhatOnlyTheJdksOwnClassesMayName() throws Exception {
    assertThat(compile("Job.java", "class Job { sun.misc.Unsafe unsafe; }")).isTrue();

    assertThat(compile("Job.java", "class Job {\n jdk.internal.misc.Unsafe unsafe; }")).isFalse();
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("Job.java:2: error: Access restriction: The type 'Unsafe' is not API")
        .contains("java.base");
  }

  @Test
  void takesTheFirstOfTwoClassesAndNoneThatAModuleLacks() throws Exception {
    Path first = classFolder("lib", "Twice", "public static int first;");
    Path second = classFolder("lib", "Twice", "public static int second;");
    Path inModule = classFolder("java.sql", "Own", "");

    assertThat(compile("Job.java", "class Job { int x = lib.Twice.first; }", first, second))
        .isTrue();
    assertThat(compile("Job.java", "class Job { int x = lib.Twice.first; }", second, first))
        .isFalse();
    assertThat(compile("Job.java", "class Job { java.sql.Own x; }", inModule)).isFalse();
  }

  private Path classFolder(String inPackage, String name, String body) throws IOException {
    String path = inPackage.replace('.', '/');
    compile(
        path + "/" + name + ".java",
        "package %s; public class %s { %s }".formatted(inPackage, name, body));
    Path place = Files.createTempDirectory(folder, "place");
    Files.createDirectories(place.resolve(path).getParent());
    Files.move(classes.resolve(path), place.resolve(path));
    return place;
  }

  /** The object on S3 may be called anything, also what no file here could be called. */
  @Test
  void aPublicClassNeedNotBeNamedAsItsFile() throws Exception {
    assertThat(compile("Script.java", "public class Übergabe {}")).isTrue();
    assertThat(names()).containsExactly("Übergabe.class");
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
