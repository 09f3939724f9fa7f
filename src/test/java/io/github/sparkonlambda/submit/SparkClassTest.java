package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script itself, with a java that prints its arguments. */
final class SparkClassTest {
  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";

  @TempDir Path home;

  @BeforeEach
  void layOutSparkHome() throws IOException {
    Files.createDirectories(home.resolve("jars"));
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("conf"));
    Files.createFile(home.resolve("conf/log4j2.properties"));
    Files.createDirectories(home.resolve("jdk/bin"));
    Files.createFile(home.resolve("jars/b.jar"));
    Files.createFile(home.resolve("jars/a.jar"));
    Files.writeString(home.resolve("bin/java-module-options"), "--add-opens=x\n");
    Path java = home.resolve("jdk/bin/java");
    Files.writeString(java, "#!/bin/sh\nfor a in \"$@\"; do echo \"<$a>\"; done\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void startsTheClassWithSparksModuleOptionsJarsAndArguments() throws Exception {
    assertThat(run(SUBMIT, "--driver-memory", "512m", "job.jar", "--driver-memory", "9g"))
        .containsExactly(
            "<@" + home + "/bin/java-module-options>",
            "<-Xmx512m>",
            "<-Dlog4j2.configurationFile=" + home + "/conf/log4j2.properties>",
            "<-Dlog4j2.disableJmx=true>",
            "<-cp>",
            "<" + home + "/jars/a.jar:" + home + "/jars/b.jar>",
            "<" + SUBMIT + ">",
            "<--driver-memory>",
            "<512m>",
            "<job.jar>",
            "<--driver-memory>",
            "<9g>");
  }

  @Test
  void theJarOfClosuresGoesBeforeTheJarsThatItWasMadeOf() throws Exception {
    makeClosures();

    assertThat(run(SUBMIT, "--driver-class-path", "/own.jar", "job.jar"))
        .contains("</own.jar:%1$s/closures.jar:%1$s/jars/a.jar:%1$s/jars/b.jar>".formatted(home));
  }

  @Test
  void theJarOfClosuresStaysWhereAJarWasAdded() throws Exception {
    makeClosures();
    Files.createFile(home.resolve("jars/c.jar"));

    assertThat(run(SUBMIT, "job.jar"))
        .contains(
            "<%1$s/closures.jar:%1$s/jars/a.jar:%1$s/jars/b.jar:%1$s/jars/c.jar>".formatted(home));
  }

  @Test
  void theJarOfClosuresIsLeftOutWhereAJarIsAnotherNow() throws Exception {
    makeClosures();
    Path jar = home.resolve("jars/b.jar");
    FileTime time = Files.getLastModifiedTime(jar);
    Files.writeString(jar, "patched");
    Files.setLastModifiedTime(jar, time);

    assertThat(run(SUBMIT, "job.jar")).contains(jarsAlone());
  }

  @Test
  void theJarOfClosuresIsLeftOutWhereAJarIsOfAnotherTime() throws Exception {
    makeClosures();
    // As of a jar that was copied with its time.
    Files.setLastModifiedTime(home.resolve("jars/b.jar"), FileTime.fromMillis(0));

    assertThat(run(SUBMIT, "job.jar")).contains(jarsAlone());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xshare:off", "-XX:SharedArchiveFile=x", "-XX:AOTCache=x"})
  void theJarOfClosuresIsLeftOutWithTheArchiveThatHoldsThem(String option) throws Exception {
    makeClosures();

    assertThat(run(SUBMIT, "--driver-java-options", option, "job.jar")).contains(jarsAlone());
  }

  @Test
  void theJarOfClosuresIsLeftOutWhereThereIsNoArchive() throws Exception {
    makeClosures();
    Files.delete(home.resolve("spark.jsa"));

    assertThat(run(SUBMIT, "job.jar")).contains(jarsAlone());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:DumpLoadedClassList=x", "-Xshare:dump", "-XX:AOTMode=record"})
  void theJarOfClosuresIsThereWhereAnArchiveIsMade(String option) throws Exception {
    makeClosures();
    Files.delete(home.resolve("spark.jsa"));

    assertThat(run(SUBMIT, "--driver-java-options", option, "job.jar"))
        .contains("<%1$s/closures.jar:%1$s/jars/a.jar:%1$s/jars/b.jar>".formatted(home));
  }

  /** The class path without the jar of closures. */
  private String jarsAlone() {
    return "<%1$s/jars/a.jar:%1$s/jars/b.jar>".formatted(home);
  }

  private void makeClosures() throws IOException {
    Files.createFile(home.resolve("closures.jar"));
    Files.createFile(home.resolve("spark.jsa"));
    StringBuilder from = new StringBuilder();
    for (String name : List.of("a.jar", "b.jar")) {
      Path jar = home.resolve("jars").resolve(name);
      long seconds = Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS);
      from.append("%s:%d:%d\n".formatted(jar, Files.size(jar), seconds));
    }
    Files.writeString(home.resolve("closures.from"), from);
  }

  @ParameterizedTest
  @CsvSource({
    "--driver-memory 2g,-Xmx2g",
    "--driver-memory=2G,-Xmx2g",
    "--driver-memory 700mb,-Xmx700m",
    "--driver-memory 700,-Xmx700m",
    "--conf spark.driver.memory=3g,-Xmx3g",
    "--conf=spark.driver.memory=3g,-Xmx3g",
    "--conf spark.driver.memory=3g --conf spark.driver.memory=4g,-Xmx4g",
    "--driver-memory 2g --conf spark.driver.memory=3g,-Xmx2g",
    "--verbose --name x --driver-memory 2g,-Xmx2g",
    "--name x,-Xmx1g",
  })
  void takesTheHeapAsSparkSubmitDoes(String options, String flag) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add(0, SUBMIT);
    arguments.add("job.jar");
    assertThat(run(arguments.toArray(String[]::new))).contains("<" + flag + ">");
  }

  @Test
  void splitsJavaOptionsAsAShellWithoutRunningThem() throws Exception {
    assertThat(
            run(
                SUBMIT,
                "--conf",
                "spark.driver.defaultJavaOptions=-Da=1",
                "--driver-java-options",
                "-Db=\"x y\" '-Dc=$(touch pwned)'  -Dd=* -De=\"say \\\"hi\\\" \\x\" -Df=a\\ b",
                "j"))
        .containsSequence(
            "<-Da=1>",
            "<-Db=x y>",
            "<-Dc=$(touch pwned)>",
            "<-Dd=*>",
            "<-De=say \"hi\" \\x>",
            "<-Df=a b>",
            "<-cp>");
  }

  @Test
  void leavesTheEnvironmentsVariablesToTheJob() throws Exception {
    Path java = home.resolve("jdk/bin/java");
    Files.writeString(java, "#!/bin/sh\nenv\n");
    assertThat(run(SUBMIT, "--driver-memory", "2g", "j"))
        .contains("class=c1", "heap=h1", "java=j1", "words=w1", "name=n1");
  }

  @Test
  void prependsTheUsersClassPath() throws Exception {
    assertThat(run(SUBMIT, "--driver-class-path", "/x.jar", "j"))
        .anyMatch(word -> word.startsWith("</x.jar:" + home + "/jars/a.jar:"));
  }

  @Test
  void putsAConfigurationFolderWithMoreThanLog4jsFileOnTheClassPath() throws Exception {
    Files.createFile(home.resolve("conf/core-site.xml"));
    assertThat(run(SUBMIT, "--driver-class-path", "/x.jar", "j"))
        .contains("</x.jar:" + home + "/conf:" + home + "/jars/a.jar:" + home + "/jars/b.jar>")
        .noneMatch(word -> word.contains("log4j"));
  }

  @Test
  void leavesLog4jToWhoeverNamesAFileForIt() throws Exception {
    assertThat(run(SUBMIT, "--driver-java-options", "-Dlog4j.configurationFile=/my.xml", "j"))
        .filteredOn(word -> word.contains("log4j"))
        .containsExactly(
            "<-Dlog4j.configurationFile=/my.xml>", "<-Dlog4j.configurationFile=/my.xml>");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.jsa,-XX:SharedArchiveFile=",
    "spark.aot,-XX:AOTCache=",
  })
  void usesTheArchiveThatIsThere(String file, String option) throws Exception {
    Files.createFile(home.resolve(file));
    assertThat(run(SUBMIT, "--driver-java-options", "-Xlog:class+load", "j"))
        .containsSubsequence(
            "<-Xlog:disable>", "<" + option + home.resolve(file) + ">", "<-Xlog:class+load>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-Xshare:off", "-XX:SharedArchiveFile=x", "-XX:AOTCache=x", "-XX:AOTMode=record"})
  void leavesTheArchiveToWhoeverNamesOne(String option) throws Exception {
    Files.createFile(home.resolve("spark.aot"));
    Files.createFile(home.resolve("spark.jsa"));
    assertThat(run(SUBMIT, "--driver-java-options", "-Da=b " + option, "j"))
        .containsSubsequence("<-Da=b>", "<" + option + ">")
        .noneMatch(word -> word.startsWith("<-X") && word.contains(home + "/spark."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--driver-memory plenty j|the driver's memory 'plenty' is no size such as 512m or 2g",
        "--driver-memory 500b j|the driver's memory '500b' is no size",
        "--driver-java-options \"-Da j|a quote \" in the driver's Java options is not closed",
      })
  void refusesWhatItCannotRead(String options, String message) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add(0, SUBMIT);
    assertThat(run(arguments.toArray(String[]::new))).singleElement().asString().contains(message);
  }

  @Test
  void saysHowToUseItAndWhatIsMissing() throws Exception {
    assertThat(run()).containsExactly("spark-class: usage: spark-class CLASS [arguments]");
    Files.delete(home.resolve("bin/java-module-options"));
    assertThat(run("A")).singleElement().asString().contains("java-module-options is missing");
  }

  private List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, Path.of("spark-class").toAbsolutePath().toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.toString());
    for (String name : List.of("class", "heap", "java", "words", "name")) {
      builder.environment().put(name, name.charAt(0) + "1");
    }
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
