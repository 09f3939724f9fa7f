package io.github.sparkonlambda.driver;

import java.net.URL;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.executor.Executor;
import org.apache.spark.executor.IsolatedSessionState;
import org.apache.spark.util.MutableURLClassLoader;

/**
 * The class loader of the tasks of one run, to which Spark adds the jars that a job adds to its
 * context. As with {@link RunClassLoader}, all of them are equal: an executor's own, one for each
 * run, would have every run generate and compile its tasks' code again, and run it unoptimised.
 */
final class TaskClassLoader extends MutableURLClassLoader {
  private static final String ENDPOINT = "LocalSchedulerBackendEndpoint";

  /** A loader that asks the run's first. */
  TaskClassLoader(RunClassLoader parent) {
    super(new URL[0], parent);
  }

  /** Makes it that of the executor that has just been started. */
  void serve(SparkEnv env) {
    IsolatedSessionState tasks = executor(env).defaultSessionState();
    tasks.urlClassLoader_$eq(this);
    tasks.replClassLoader_$eq(this);
    env.serializer().setDefaultClassLoader(this);
    env.serializerManager().setDefaultClassLoader(this);
  }

  /** From the message loop that feeds the endpoint that has it. */
  static Executor executor(SparkEnv env) {
    Object dispatcher = Internals.call(env.rpcEnv(), env.rpcEnv().getClass(), "dispatcher");
    Object loop = ((Map<?, ?>) Internals.field(dispatcher, "endpoints")).get(ENDPOINT);
    Object inbox = ((Map<?, ?>) Internals.field(loop, "endpoints")).get(ENDPOINT);
    Object endpoint = Internals.field(inbox, "endpoint");
    return (Executor)
        Internals.field(endpoint, "org$apache$spark$scheduler$local$LocalEndpoint$$executor");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaskClassLoader;
  }

  @Override
  public int hashCode() {
    return TaskClassLoader.class.hashCode();
  }
}
