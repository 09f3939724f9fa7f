package io.github.sparkonlambda.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.event.JobEvent;
import io.github.sparkonlambda.event.S3Work;
import io.github.sparkonlambda.failure.ConfigurationException;
import io.github.sparkonlambda.failure.InvocationFailedException;
import io.github.sparkonlambda.script.JobScript;
import io.github.sparkonlambda.script.ScriptStore;
import io.github.sparkonlambda.submit.ForkEngine;
import io.github.sparkonlambda.submit.Job;
import io.github.sparkonlambda.submit.JobEngine;
import io.github.sparkonlambda.submit.JobPaths;
import io.github.sparkonlambda.submit.JobReport;
import io.github.sparkonlambda.submit.WarmEngine;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Runs the job script once for each event. Lambda constructs it once in a sandbox and calls it for
 * one event at a time. An invocation either returns a {@link Reply} or throws, so that Lambda, the
 * event source and the alarms see every failure.
 */
public final class SparkLambdaHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  // Named, not referenced: the handler JVM must not load what runs beside Spark.
  private static final String NO_JOB = "io.github.sparkonlambda.driver.NoJob";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /**
   * A blocked read of this client cannot be interrupted: it may end this much after the deadline,
   * and must still do so within the margin.
   */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

  private final Config config;
  private final ScriptStore scripts;
  private final JobEngine engine;
  private final Turn turn = new Turn();

  private boolean warm;

  /**
   * Reads the function's environment.
   *
   * @throws ConfigurationException with every problem of it; Lambda reports it as a failed
   *     initialisation
   */
  public SparkLambdaHandler() {
    this(System.getenv(), line -> LambdaRuntime.getLogger().log("between events: " + line + "\n"));
  }

  /** The same with other variables, for {@link RunJob}. */
  SparkLambdaHandler(Map<String, String> environment, Consumer<String> log) {
    this(Config.fromEnvironment(environment), Path.of(System.getProperty("java.io.tmpdir")), log);
  }

  private SparkLambdaHandler(Config config, Path temporary, Consumer<String> log) {
    this.config = config;
    this.engine = engine(config, temporary.resolve("spark-on-lambda"));
    // Before the S3 client, which takes as long to make as this JVM to start.
    engine.start(log);
    try {
      this.scripts =
          new ScriptStore(
              config, ownClasses(), s3Client(config), temporary.resolve("spark-on-lambda/scripts"));
      if (config.prime()) {
        new Priming(config, scripts, engine, temporary.resolve("spark-on-lambda/practice"))
            .run(ownClasses(), log);
      }
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  private static JobEngine engine(Config config, Path folder) {
    return switch (config.engine()) {
      case WARM -> new WarmEngine(config, folder.resolve("d"), ownClasses());
      case FORK -> new ForkEngine(config, folder.resolve("runs"), ownClasses());
    };
  }

  /** Ends what the engine still runs, where the process does not end by itself. */
  void close() {
    engine.close();
  }

  /**
   * Runs the script for this event.
   *
   * @param event any JSON object; an invocation without a payload brings null and counts as an
   *     empty object
   * @throws InvocationFailedException if the job did not succeed, for whatever reason
   */
  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return turn.take(context.getAwsRequestId(), () -> handleInTurn(event, context));
  }

  private Map<String, Object> handleInTurn(Map<String, Object> event, Context context) {
    boolean coldStart = !warm;
    warm = true;
    Deadline deadline =
        Deadline.of(
            Duration.ofMillis(context.getRemainingTimeInMillis()),
            config.deadlineMargin(),
            context.getAwsRequestId());
    JobEvent jobEvent = JobEvent.of(context.getAwsRequestId(), event);
    S3Work s3 = jobEvent.s3Work(config.filterEvents(), config.badRecords());
    JobPaths paths = paths(jobEvent, s3);
    describe(s3, paths, log(context));
    if (s3.nothing().isPresent() && s3.unreadable().isEmpty()) {
      return Reply.nothingToDo(jobEvent, s3.nothing().get(), Optional.empty());
    }

    JobScript script = scripts.current(deadline);
    Duration fetched = deadline.elapsed();
    if (deadline.hasPassed()) {
      throw deadline.exceeded(script.location().uri(), "fetch");
    }
    Job job =
        new Job(
            context.getAwsRequestId(),
            // The driver still has to take care of records that cannot be read.
            s3.nothing().isPresent() ? script.replacedBy(ownClasses(), NO_JOB) : script,
            jobEvent.scalars(),
            paths,
            jobEvent::writeTo,
            !s3.unreadable().isEmpty());
    JobReport report = engine.run(job, deadline, log(context));
    if (s3.nothing().isPresent()) {
      return Reply.nothingToDo(jobEvent, s3.nothing().get(), report.rejected());
    }
    Reply reply =
        new Reply(
            jobEvent, script, config.engine(), coldStart, deadline.elapsed(), fetched, report);
    if (report.failedItems().isEmpty()) {
      return reply.toMap();
    }
    log(context).accept("Done in part: " + Reply.json(reply.toMap()));
    return reply.failedItems(config.batchItemFailures());
  }

  private static void describe(S3Work s3, JobPaths paths, Consumer<String> log) {
    s3.nothing().ifPresent(why -> log.accept("Nothing to do. " + why));
    if (s3.saysInputPath() && paths.input().isEmpty()) {
      log.accept(
          "INPUT_PATH is not set: the event's %d objects do not fit into one path. The job API has them as objects()."
              .formatted(s3.objects().size()));
    }
    if (s3.saysInputPath() && s3.others() > 0) {
      log.accept(
          "%d messages of the batch are not about S3 objects: the job finds them in records()."
              .formatted(s3.others()));
    }
    List<String> hidden = s3.hidden();
    if (!hidden.isEmpty()) {
      log.accept(
          "WARN Spark's readers leave out files whose names begin with _ or a dot: "
              + String.join(", ", hidden));
    }
  }

  /** The event's field goes before what it is about, and that before the function's setting. */
  private JobPaths paths(JobEvent event, S3Work s3) {
    Optional<String> input =
        event.path("INPUT_PATH").or(() -> s3.saysInputPath() ? s3.inputPath() : config.inputPath());
    Optional<String> output = event.path("OUTPUT_PATH").or(config::outputPath);
    return new JobPaths(input, output);
  }

  private static Consumer<String> log(Context context) {
    LambdaLogger logger = context.getLogger();
    String prefix = context.getAwsRequestId() + " ";
    return line -> logger.log(prefix + line + "\n");
  }

  private static S3Client s3Client(Config config) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(READ_TIMEOUT));
    config.s3Endpoint().ifPresent(url -> builder.endpointOverride(url).forcePathStyle(true));
    return builder.build();
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          SparkLambdaHandler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The class path holds a malformed URL", e);
    }
  }
}
