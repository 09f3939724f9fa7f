package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.submit.StandInDriver.Manner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine around {@link StandInDriver}: what it does about drivers that fail it. */
final class WarmEngineTest {
  private static final Duration TIME = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private Path place;
  private WarmEngine engine;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(folder.resolve("spark/bin"));
    place = folder.resolve("d");
    engine = new WarmEngine(config(), place, Path.of("/own.jar"));
  }

  private Config config() {
    return Fixtures.config(
        folder.resolve("spark"), List.of(), Map.of(), Map.of("PATH", System.getenv("PATH")));
  }

  @AfterEach
  void nothingIsLeftBehind() {
    engine.close();
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void keepsADriverThatDoesWell() throws IOException {
    driver(Manner.GOOD);
    engine.start(log::add);
    run();
    run();
    assertThat(pids()).hasSize(2).allMatch(pids().get(0)::equals);
    assertThat(replacements()).isEmpty();
  }

  @Test
  void replacesOneThatSaysItIsWorn() throws IOException {
    driver(Manner.WORN);
    run();
    run();
    assertThat(pids()).doesNotHaveDuplicates();
    assertThat(replacements())
        .hasSize(2)
        .contains("The driver is replaced after 1 runs: a thread runs on");
  }

  @Test
  void replacesOneAfterTheMostRuns() throws IOException {
    driver(Manner.GOOD);
    engine = new WarmEngine(config(), place, Path.of("/own.jar"), 2);
    run();
    run();
    run();
    assertThat(pids().get(0)).isEqualTo(pids().get(1)).isNotEqualTo(pids().get(2));
    assertThat(replacements())
        .containsExactly("The driver is replaced after 2 runs: that is the most one runs");
  }

  @Test
  void replacesOneThatDoesNotSayThatItIsClean() throws IOException {
    driver(Manner.NEVER_IDLE);
    run();
    assertThat(replacements()).singleElement().asString().contains("not removed within 9 s");
  }

  @Test
  void replacesOneThatHoldsMoreThanItsShareOfMemory() throws IOException {
    driver(Manner.GREEDY);
    Config small =
        Fixtures.config(folder.resolve("spark"), 608, Map.of("PATH", System.getenv("PATH")));
    engine = new WarmEngine(small, place, Path.of("/own.jar"));
    run();
    assertThat(replacements())
        .singleElement()
        .asString()
        .matches(".* it holds [56]\\d\\d MB, more than its share of 480 MB");
  }

  @Test
  void refusesOneOfANewerProtocol() throws IOException {
    firstDriver(Manner.NEWER);
    assertThatThrownBy(this::run)
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("protocol version 2 came, this side speaks version 1")
        .hasMessageContaining("Rebuild the image");
    worksAgain();
  }

  @Test
  void tellsThatADriverWasKilledInTheMiddleOfAFrame() throws IOException {
    firstDriver(Manner.KILLED_IN_A_FRAME);
    assertThatThrownBy(this::run)
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("the driver was killed (signal 9)");
    worksAgain();
  }

  @Test
  void doesNotTakeNonsenseForAnExitStatus() throws IOException {
    firstDriver(Manner.NO_NUMBER);
    assertThatThrownBy(this::run)
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("an exit status that is no number: [well]");
    worksAgain();
  }

  @Test
  void endsADriverThatNoLongerTalks() throws IOException {
    firstDriver(Manner.SILENT);
    assertThatThrownBy(this::run)
        .isInstanceOf(PlatformException.class)
        .hasMessageStartingWith(
            Fixtures.SCRIPT.location().uri()
                + ": the conversation with the driver broke off: it closed the connection. The"
                + " next")
        .hasMessageContaining("Last lines of its output:\npid ");
    worksAgain();
  }

  @Test
  void endsAJobAtTheDeadline() throws IOException {
    firstDriver(Manner.HANGING);
    assertThatThrownBy(() -> run(Duration.ofSeconds(8)))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("in phase job");
    worksAgain();
  }

  @Test
  @Timeout(90)
  void waitsNoLongerForADriverThatDoesNotReadItsRun() throws Exception {
    firstDriver(Manner.DEAF);
    CountDownLatch up = new CountDownLatch(1);
    engine.start(line -> up.countDown());
    assertThat(up.await(TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Map<String, String> moreThanASocketHolds =
        IntStream.range(0, 30)
            .boxed()
            .collect(Collectors.toMap(i -> "text" + i, i -> "€".repeat(8_000)));
    assertThatThrownBy(() -> run(Duration.ofSeconds(2), moreThanASocketHolds, log::add))
        .isInstanceOf(DeadlineExceededException.class);
    worksAgain();
  }

  @Test
  void showsWhatADriverPrintedThatNeverCameUp() throws IOException {
    firstSparkClass("echo waiting for a licence; exec sleep 300");
    assertThatThrownBy(() -> run(Duration.ofSeconds(2)))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("in phase submit (the driver was not ready")
        .hasMessageEndingWith("Last lines of its output:\nwaiting for a licence");
    worksAgain();
  }

  @Test
  void showsWhatADriverPrintedThatEndedInstead() throws IOException {
    firstSparkClass("echo no such option; exit 1");
    assertThatThrownBy(this::run)
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("ended with exit status 1 before the job began")
        .hasMessageEndingWith("Last lines of its output:\nno such option");
    assertThat(replacements())
        .containsExactly(
            "The driver is replaced after 1 runs: its process has ended, exit status 1");
    worksAgain();
  }

  @Test
  void waitsForTheLastLinesOfADriverThatEnded() throws IOException {
    firstSparkClass(
        "until [ -e '%s' ]; do sleep 0.01; done; echo unknown setting; echo no such option; exit 1"
            .formatted(begun()));
    CountDownLatch never = new CountDownLatch(1);
    Consumer<String> slow =
        line -> {
          log.add(line);
          if (line.equals("unknown setting")) {
            await(never, Duration.ofMillis(300));
          }
        };
    engine.start(slow);
    assertThatThrownBy(() -> run(TIME, Map.of(), slow))
        .isInstanceOf(JobFailedException.class)
        .hasMessageEndingWith("unknown setting\nno such option");
    worksAgain();
  }

  private static void await(CountDownLatch latch, Duration limit) {
    try {
      assertThat(latch.await(limit.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void takesThePlaceOfASocketThatIsThere() throws IOException {
    Files.createDirectories(place.resolve("1"));
    Files.writeString(place.resolve("1/s"), "left by a killed sandbox");
    driver(Manner.GOOD);
    run();
    assertThat(pids()).hasSize(1);
  }

  /** The engine itself has replaced the driver, by one that does well. */
  private void worksAgain() {
    int before = pids().size();
    run();
    assertThat(pids()).hasSize(before + 1).doesNotHaveDuplicates();
  }

  private List<String> pids() {
    return log.stream().filter(line -> line.startsWith("pid ")).toList();
  }

  private List<String> replacements() {
    return log.stream().filter(line -> line.startsWith("The driver is replaced")).toList();
  }

  private void run() {
    run(TIME);
  }

  private void run(Duration time) {
    run(time, Map.of(), log::add);
  }

  private void run(Duration time, Map<String, String> parameters, Consumer<String> log) {
    Job job =
        new Job(
            UUID.randomUUID().toString(),
            Fixtures.SCRIPT,
            parameters,
            Fixtures.NO_PATHS,
            file -> begun().toFile().mkdir(),
            false);
    engine.run(job, Deadline.after(time), log);
  }

  /** Is there as soon as a run has begun. */
  private Path begun() {
    return folder.resolve("begun");
  }

  private void driver(Manner manner) throws IOException {
    sparkClass(command(manner));
  }

  private void firstDriver(Manner manner) throws IOException {
    firstSparkClass(command(manner));
  }

  /** What the first driver is; those after it do well. */
  private void firstSparkClass(String script) throws IOException {
    sparkClass(
        "if mkdir '%s' 2>/dev/null; then %s; fi; %s"
            .formatted(folder.resolve("first"), script, command(Manner.GOOD)));
  }

  private static String command(Manner manner) {
    String classPath = System.getProperty("java.class.path");
    return "exec '%s/bin/java' -XX:+UseSerialGC -Xmx1g -cp '%s' %s %s \"${!#}\""
        .formatted(
            System.getProperty("java.home"), classPath, StandInDriver.class.getName(), manner);
  }

  private void sparkClass(String script) throws IOException {
    Path file = folder.resolve("spark/bin/spark-class");
    Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
