package io.github.sparkonlambda.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.S3Location;
import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.config.ScriptLocation;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceCompilerTest {
  private static final Pattern MODULE_OPTION =
      Pattern.compile("--(?:enable-native-access|add-[a-z]+|limit-modules|patch-module)[= ]\\S+");

  @TempDir Path folder;

  @AfterEach
  void forgetTheArchive() {
    System.clearProperty("handler.archive");
  }

  @Test
  void itsJvmHasTheModuleOptionsOfThoseThatShareItsArchive() throws IOException {
    System.setProperty("handler.archive", "-XX:AOTCache=/var/task/handler.aot");

    List<String> command =
        new SourceCompiler(folder, folder).command(folder.resolve("Job.java"), folder);

    Set<String> handler = moduleOptions("entrypoint");
    assertThat(handler).isNotEmpty().isEqualTo(moduleOptions("make-archives"));
    assertThat(command).containsAll(handler).contains("-XX:AOTCache=/var/task/handler.aot");
  }

  @Test
  void withoutAnArchiveItNamesNone() throws IOException {
    List<String> command =
        new SourceCompiler(folder, folder).command(folder.resolve("Job.java"), folder);

    assertThat(command).noneMatch(option -> option.contains("Archive") || option.contains("AOT"));
  }

  @Test
  void asksForOwnClassesBeforeTheJarsInTheOrderOfTheirNames() throws IOException {
    Path own = folder.resolve("own.jar");
    Path jars = Files.createDirectory(folder.resolve("jars"));
    for (String name : List.of("c.jar", "a.jar", "b.jar", "packages.txt")) {
      Files.createFile(jars.resolve(name));
    }

    assertThat(new SourceCompiler(jars, own).command(folder.resolve("Job.java"), folder))
        .endsWith(
            own.toString(),
            jars.resolve("a.jar").toString(),
            jars.resolve("b.jar").toString(),
            jars.resolve("c.jar").toString());
  }

  /** Whatever the function's locale: the compiler gets none of its variables. */
  @Test
  void aClassMayHaveAnyLetterInItsName() throws IOException {
    Path classes = compile("public class Job { record Größe(int x) {} }", Duration.ofSeconds(60));

    assertThat(classes.resolve("Job$Größe.class")).exists();
  }

  @Test
  void namesAJarThatCannotBeRead() throws IOException {
    Files.writeString(folder.resolve("broken.jar"), "no jar");

    assertThatThrownBy(() -> compile("public class Job {}", Duration.ofSeconds(60)))
        .isInstanceOf(PlatformException.class)
        .hasMessageStartingWith("s3://bucket/Job.java: the compiler failed with exit status 1:")
        .hasMessageContaining(folder.resolve("broken.jar") + " is no jar");
  }

  @Test
  void endsTheCompilerAtTheDeadline() {
    assertThatThrownBy(() -> compile("public class Job {}", Duration.ZERO))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("fetch (compiling the script)");
  }

  private Path compile(String text, Duration time) throws IOException {
    Path source = Files.writeString(folder.resolve("Job.java"), text);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    ScriptLocation location =
        new ScriptLocation(new S3Location("bucket", "Job.java"), ScriptKind.JAVA);
    new SourceCompiler(folder, classes).compile(location, source, classes, Deadline.after(time));
    return classes;
  }

  private static Set<String> moduleOptions(String script) throws IOException {
    Set<String> options = new TreeSet<>();
    Matcher found =
        MODULE_OPTION.matcher(Files.readString(Path.of("src/main/image").resolve(script)));
    while (found.find()) {
      options.add(found.group());
    }
    return options;
  }
}
