package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine around a stand-in for spark-class: a shell script that does what a job might do. */
final class ForkEngineTest {
  /** The stand-in's words for "the job's main begins": the run's folder is the last argument. */
  private static final String BEGIN = "run=${!#}; date +%s%3N > $run/started\n";

  @TempDir Path folder;

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final String requestId = UUID.randomUUID().toString();
  private Path runs;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(folder.resolve("spark/bin"));
    runs = folder.resolve("runs");
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> left = Files.exists(runs) ? Files.list(runs) : Stream.empty()) {
      assertThat(left).isEmpty();
    }
    assertThat(processesOfTheRun()).isEmpty();
  }

  @Test
  void returnsResultAndPhases() throws IOException {
    JobReport report = run(BEGIN + "echo hello; echo '{\"rows\": 3}' > $RESULT_FILE");
    assertThat(report.result()).map(Object::toString).contains("{\"rows\":3}");
    assertThat(report.submit()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    assertThat(report.job()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    assertThat(log).contains("hello");
  }

  @Test
  void startsTheJobInItsOwnFolderWithTheEventInAFile() throws IOException {
    JobReport report =
        run(
            BEGIN
                + "[[ $PWD == $run/work && $HOME == $run/home && $TMPDIR == $run/tmp ]] || exit 7\n"
                + "cp $EVENT_FILE $RESULT_FILE");
    assertThat(report.result()).map(Object::toString).contains("{\"k\":\"v\"}");
  }

  @Test
  void logsTheCommandOnceForEachSandbox() throws IOException {
    standIn(BEGIN);
    ForkEngine engine = engine();
    engine.run(job(), deadline(20), log::add);
    engine.run(job(), deadline(20), log::add);
    assertThat(log.stream().filter(line -> line.startsWith("Command: --class"))).hasSize(1);
  }

  @Test
  void failsWithStatusFirstExceptionAndLastLines() {
    assertThatThrownBy(
            () -> run(BEGIN + "echo one; echo java.io.IOException: disk; echo two; exit 3"))
        .isInstanceOf(JobFailedException.class)
        .hasMessage(
            "s3://b/k.jar: the job ended with exit status 3. First exception: java.io.IOException:"
                + " disk\nLast lines of its output:\none\njava.io.IOException: disk\ntwo");
  }

  @Test
  void reportsWhatTheJobThrew() {
    assertThatThrownBy(() -> run(BEGIN + "echo 'my.Error: why' > $run/failure.txt; exit 1"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith("s3://b/k.jar: the job threw my.Error: why");
  }

  @Test
  void reportsTheThrowOfAJobThatThenDoesNotEnd() throws IOException {
    standIn(BEGIN + "echo 'my.Error: why' > $run/failure.txt; sleep 300");
    ForkEngine engine = engine();
    assertThatThrownBy(() -> engine.run(job(), deadline(1), log::add))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("the job threw my.Error: why");
  }

  @Test
  void tellsThatThreadsKeepAFinishedJobAlive() throws IOException {
    standIn(BEGIN + "touch $run/returned; sleep 300");
    ForkEngine engine = engine();
    assertThatThrownBy(() -> engine.run(job(), deadline(1), log::add))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("its main has returned, but threads that it started");
  }

  @Test
  void takesAStatusAboveTheSignalsForAStatus() {
    assertThatThrownBy(() -> run(BEGIN + "exit 255"))
        .hasMessageContaining("the job ended with exit status 255");
    assertThatThrownBy(() -> run(BEGIN + "kill -6 $$"))
        .hasMessageContaining("the driver was ended by signal 6");
  }

  @Test
  void saysThatTheJobNeverBegan() {
    assertThatThrownBy(() -> run("echo no such class; exit 101"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith(
            "s3://b/k.jar: spark-submit ended with exit status 101 before the job began. Its output"
                + " says why: mend SPARK_SUBMIT_ARGS or");
    assertThatThrownBy(() -> run("exit 0"))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("never began the job");
  }

  @Test
  void tellsAKilledDriverAndOneOutOfMemory() {
    assertThatThrownBy(() -> run(BEGIN + "kill -9 $$"))
        .hasMessageContaining("the driver was killed (signal 9)");
    assertThatThrownBy(
            () ->
                run(
                    BEGIN
                        + "echo 'Terminating due to java.lang.OutOfMemoryError: Java heap space';"
                        + " exit 3"))
        .hasMessageContaining("the job ran out of memory (Java heap space). The driver's heap is")
        .hasMessageContaining("of the function's 2048 MB: raise");
    assertThatThrownBy(
            () ->
                run(
                    BEGIN
                        + "printf 'org.x.Failed: task\\n"
                        + "Caused by: java.lang.OutOfMemoryError: Metaspace' > $run/failure.txt;"
                        + " exit 1"))
        .hasMessageContaining("the job ran out of memory (Metaspace). The driver's heap is");
  }

  @Test
  void doesNotTakeAnOutOfMemoryErrorThatWasOnlyPrintedForTheCause() {
    assertThatThrownBy(
            () ->
                run(
                    BEGIN
                        + "echo 'java.lang.OutOfMemoryError: Direct buffer memory';echo"
                        + " 'java.lang.IllegalStateException: bad input' > $run/failure.txt; exit"
                        + " 1"))
        .hasMessageContaining(
            ": the job threw java.lang.IllegalStateException: bad input\nBefore, it")
        .hasMessageContaining(
            "printed an OutOfMemoryError (Direct buffer memory). The driver's heap");
  }

  @Test
  void endsTheWholeTreeAtTheDeadlineEvenWhatIgnoresSigtermOrWasOrphaned() throws IOException {
    standIn(
        BEGIN
            + "trap '' TERM\n"
            + "(setsid sleep 300 &)\n"
            + "sleep 300 & echo waiting\n"
            + "while true; do sleep 300; done");
    ForkEngine engine = engine();
    assertThatThrownBy(() -> engine.run(job(), deadline(2), log::add))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageMatching(
            "s3://b/k\\.jar: ended at the deadline after 2\\.\\d s in phase job\\. Raise .*");
    assertThat(log).contains("waiting");
  }

  @Test
  void endsWhatASuccessfulJobLeftRunning() throws IOException {
    assertThat(run(BEGIN + "(setsid sleep 300 > /dev/null 2>&1 &)\nsleep 300 & disown").result())
        .isEmpty();
  }

  @Test
  void keepsAFloodOutOfMemory() {
    assertThatThrownBy(() -> run(BEGIN + "yes flood | head -n 200000; exit 5"))
        .isInstanceOf(JobFailedException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
    assertThat(log).hasSizeGreaterThan(200_000);
  }

  @Test
  void failsWhereAJobsTablesWouldBeDeletedWithTheRun() {
    assertThatThrownBy(
            () -> run(BEGIN + "mkdir -p $run/warehouse/t1; echo x > $run/warehouse/t1/part-0"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("t1")
        .hasMessageContaining("deleted with the run");
  }

  @Test
  void clearsWhatAKilledSandboxLeft() throws IOException {
    Files.createDirectories(runs.resolve("old/work"));
    standIn(BEGIN);
    assertThat(engine()).isNotNull();
    assertThat(runs).doesNotExist();
  }

  private JobReport run(String script) throws IOException {
    standIn(script);
    return engine().run(job(), deadline(30), log::add);
  }

  private void standIn(String script) throws IOException {
    Path file = folder.resolve("spark/bin/spark-class");
    Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ForkEngine engine() {
    Config config =
        Fixtures.config(
            folder.resolve("spark"), List.of(), Map.of(), Map.of("PATH", System.getenv("PATH")));
    return new ForkEngine(config, runs, Path.of("/own.jar"));
  }

  private Job job() {
    return new Job(
        requestId,
        Fixtures.SCRIPT,
        Map.of(),
        Fixtures.NO_PATHS,
        file -> {
          try {
            Files.writeString(file, "{\"k\": \"v\"}");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        false);
  }

  private static Deadline deadline(int seconds) {
    return Deadline.after(Duration.ofSeconds(seconds));
  }

  private List<ProcessHandle> processesOfTheRun() {
    String marker = DriverProcess.MARKER + "=" + requestId;
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              try {
                return Files.readString(
                        Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains(marker);
              } catch (IOException e) {
                return false;
              }
            })
        .toList();
  }
}
