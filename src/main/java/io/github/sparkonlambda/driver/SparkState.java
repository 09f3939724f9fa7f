package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.storage.S3Clients;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerInterface;
import org.apache.spark.scheduler.local.LocalSchedulerBackend;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.StreamExecution;
import org.apache.spark.status.ElementTrackingStore;
import scala.Option;
import scala.Tuple2;

/**
 * The resident SparkContext, and all that a job may leave in it. Each run gets a session of its own
 * and an executor of its own, whose class loader is the run's; while none runs there is none.
 */
final class SparkState {
  /**
   * Listeners get this long, in milliseconds, to take the last events. The handler waits for all of
   * a run's end no longer than 9 s.
   */
  private static final long EVENTS = 3_000;

  /** What a streaming query gets to stop. */
  private static final String STOP = "2s";

  private final ResidentContext context;
  private final Map<String, String> configuration = new HashMap<>();
  private final HadoopSettings hadoop;
  private final TaskFiles taskFiles;
  private final Set<SparkListenerInterface> listeners =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Object> triggers;
  private final UserGroupInformation login;
  private final Log4jLogging logging = new Log4jLogging();
  private SparkSession session;

  private SparkState(ResidentContext context) throws IOException {
    this.context = requireNonNull(context, "context");
    for (Tuple2<String, String> setting : context.conf().getAll()) {
      configuration.put(setting._1(), setting._2());
    }
    this.login = UserGroupInformation.getLoginUser();
    this.hadoop = new HadoopSettings(context.hadoopConfiguration());
    S3Clients.share(context.hadoopConfiguration());
    this.taskFiles = new TaskFiles(context);
    listeners.addAll(currentListeners());
    this.triggers = Set.copyOf(triggers().keySet());
    stopExecutor();
  }

  /**
   * Makes the context.
   *
   * @param conf the settings that spark-submit has found
   */
  static SparkState start(SparkConf conf) throws IOException {
    return new SparkState(new ResidentContext(conf));
  }

  /**
   * Prepares a run.
   *
   * @param properties in which it differs from the context's own settings
   * @param loader its class loader
   */
  void begin(Map<String, String> properties, RunClassLoader loader) {
    properties.forEach(
        (name, value) -> {
          context.conf().set(name, value);
          // Where spark-submit puts them: a SparkConf of the job's own begins with these.
          System.setProperty(name, value);
        });
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      backend().start();
      new TaskClassLoader(loader).serve(context.env());
    } finally {
      thread.setContextClassLoader(own);
    }
    PooledThreads.serve(loader);
    ScalaMirrors.serve(loader);
    hadoop.serve(loader);
    session = new SparkSession(context);
    SparkSession.setDefaultSession(session);
    // The job's threads inherit it.
    SparkSession.setActiveSession(session);
  }

  /** Stops the streaming queries of the run; their threads do not heed a mere interruption. */
  void stopQueries() {
    for (StreamExecution query : session.sharedState().activeStreamingQueries().values()) {
      query.sparkSession().conf().set("spark.sql.streaming.stopTimeout", STOP);
      try {
        query.stop();
      } catch (TimeoutException e) {
        System.err.println("The query " + query.name() + " did not stop: " + e.getMessage());
      }
    }
  }

  /**
   * Removes what the run left.
   *
   * @return why another driver should be used for the next run, if anything cannot be removed
   */
  Optional<String> end(RunClassLoader loader) throws Exception {
    Optional<String> otherContext = stopOtherContext();
    context.revive();
    Optional<String> task = SparkJobs.end(context);
    SparkSession.clearDefaultSession();
    SparkSession.clearActiveSession();
    Optional<String> fault = otherContext.or(() -> task).or(this::busyListeners);
    removeListeners();
    JavaSparkContext.fromSparkContext(context).getPersistentRDDs().values().stream()
        .filter(rdd -> rdd.name() == null || !rdd.name().startsWith("Delta Table State"))
        .forEach(rdd -> rdd.unpersist(false));
    removeShuffles();
    stopExecutor();
    Optional<String> given = taskFiles.end();
    PythonWorkers.stop(context.env());
    restore();
    Optional<String> files = OpenFileSystems.close();
    PooledThreads.serve(loader.getParent());
    GeneratedCode.forget(loader.names());
    ScalaMirrors.forget(loader);
    hadoop.serve(loader.getParent());
    ClassNames.forget(loader);
    JdbcDrivers.forget(loader);
    Registries.forget(loader);
    JobBeans.unregister(loader);
    UserGroupInformation.setLoginUser(login);
    return fault.or(() -> files).or(() -> given);
  }

  /** Spark alone would keep their files until a collection of the heap finds them unused. */
  private void removeShuffles() {
    MapOutputTrackerMaster tracker = (MapOutputTrackerMaster) context.env().mapOutputTracker();
    Set<Object> shuffles =
        Set.copyOf(
            scala.collection.JavaConverters.mapAsJavaMap(tracker.shuffleStatuses()).keySet());
    for (Object shuffle : shuffles) {
      // Not the context's cleaner: a job's settings can have it left out.
      tracker.unregisterShuffle((int) shuffle);
      context.env().blockManager().master().removeShuffle((int) shuffle, true);
    }
  }

  private Optional<String> busyListeners() {
    try {
      context.listenerBus().waitUntilEmpty(EVENTS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("the job's events were not all taken within " + EVENTS + " ms");
    }
  }

  private Optional<String> stopOtherContext() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isDefined() && active.get() != context) {
      active.get().stop();
    }
    if (SparkEnv.get() == context.env()) {
      return Optional.empty();
    }
    SparkEnv.set(context.env());
    return Optional.of("the job made a SparkContext of its own");
  }

  private void restore() {
    SparkConf conf = context.conf();
    for (Tuple2<String, String> setting : conf.getAll()) {
      if (!configuration.containsKey(setting._1())) {
        conf.remove(setting._1());
      }
    }
    configuration.forEach(conf::set);
    hadoop.restore();
    logging.restore();
    context.checkpointDir_$eq(Option.empty());
  }

  /** A listener hears of the end, as it would from a context that stops. */
  private void removeListeners() {
    for (SparkListenerInterface listener : currentListeners()) {
      if (!listeners.contains(listener)) {
        context.listenerBus().removeListener(listener);
        try {
          listener.onApplicationEnd(new SparkListenerApplicationEnd(System.currentTimeMillis()));
        } catch (Exception | LinkageError | AssertionError e) {
          System.err.println("A listener of the job failed at the application's end: " + e);
        }
      }
    }
    triggers().keySet().removeIf(type -> !triggers.contains(type));
  }

  private List<SparkListenerInterface> currentListeners() {
    List<SparkListenerInterface> current = new ArrayList<>();
    for (Object queue : (Iterable<?>) Internals.field(context.listenerBus(), "queues")) {
      Iterable<?> listeners = (Iterable<?>) Internals.call(queue, queue.getClass(), "listeners");
      listeners.forEach(listener -> current.add((SparkListenerInterface) listener));
    }
    return current;
  }

  /** What each session's SQL listener adds to the status store, and nobody removes. */
  private Map<?, ?> triggers() {
    ElementTrackingStore store = (ElementTrackingStore) context.statusStore().store();
    return scala.collection.JavaConverters.mapAsJavaMap(
        (scala.collection.mutable.Map<?, ?>) Internals.field(store, "triggers"));
  }

  private LocalSchedulerBackend backend() {
    return (LocalSchedulerBackend) context.schedulerBackend();
  }

  private void stopExecutor() {
    backend().stop();
    context.env().rpcEnv().stop((RpcEndpointRef) Internals.field(backend(), "localEndpoint"));
  }
}
