package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.protocol.Frame;
import io.github.sparkonlambda.protocol.RunFiles;
import io.github.sparkonlambda.protocol.RunRequest;
import io.github.sparkonlambda.python.ForkServer;
import io.github.sparkonlambda.storage.KnownObjects;
import java.io.IOException;
import java.net.URLConnection;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;

/**
 * The main class that spark-submit starts for many events: it runs the jobs that the handler sends,
 * one after another, each as if it had the JVM for itself. {@link Frame} has the conversation.
 *
 * <p>What a job does to the process itself, such as {@code System.exit}, happens: the handler then
 * starts another driver. When the handler closes the connection, the driver ends.
 */
public final class ResidentDriver {
  private final SocketChannel handler;
  private final SparkState spark;
  private final Console console = new Console();

  private ResidentDriver(SocketChannel handler, SparkState spark) throws IOException {
    this.handler = requireNonNull(handler, "handler");
    this.spark = requireNonNull(spark, "spark");
  }

  /**
   * Serves until the handler is gone.
   *
   * @param args {@code --python} if the jobs are Python scripts; last, the path of the handler's
   *     socket
   */
  public static void main(String[] args) throws Exception {
    SandboxSubmit.haveDownloaded();
    // The JDK would keep each job's jar open for ever.
    URLConnection.setDefaultUseCaches("jar", false);
    try (SocketChannel handler =
        SocketChannel.open(UnixDomainSocketAddress.of(args[args.length - 1]))) {
      say(handler, Frame.Type.HELLO, List.of(Long.toString(ProcessHandle.current().pid())));
      if (args[0].equals("--python")) {
        ForkServer.begin();
      }
      SparkConf conf = new SparkConf();
      HeadStart.begin(conf);
      ResidentDriver driver = new ResidentDriver(handler, SparkState.start(conf));
      Optional<Frame> request = Frame.readFrom(handler);
      while (request.isPresent()) {
        driver.serve(RunRequest.of(request.get()));
        request = Frame.readFrom(handler);
      }
    }
    // Spark's hooks have nothing to save, and its threads must not keep the process.
    Runtime.getRuntime().halt(0);
  }

  private void serve(RunRequest run) throws Exception {
    JvmState jvm = new JvmState();
    ProcessVariables.set(run.environment());
    RunClassLoader loader =
        new RunClassLoader(Thread.currentThread().getContextClassLoader(), run.jar());
    KnownObjects.begin(Optional.ofNullable(run.environment().get("INPUT_PATH")));
    spark.begin(run.properties(), loader);
    JobThreads threads = new JobThreads(loader);
    console.begin();
    boolean succeeded = threads.run(job(run, loader));
    threads.runShutdownHooks();
    console.end(run.endMark());
    List<String> ended = new ArrayList<>(List.of(succeeded ? "0" : "1"));
    ForkServer.pid().ifPresent(process -> ended.add(Long.toString(process)));
    say(handler, Frame.Type.ENDED, ended);

    if (threads.haveQueries()) {
      spark.stopQueries();
    }
    Optional<String> thread = threads.end();
    Optional<String> fault = spark.end(loader);
    KnownObjects.end();
    loader.close();
    jvm.restore();
    Optional<String> reason =
        thread
            .or(() -> fault)
            .or(() -> JobMain.outOfMemory(new RunFiles(run.folder())))
            .or(Console::fault)
            .or(HeapUse::fault)
            .or(PooledThreads::fault);
    if (reason.isPresent()) {
      say(handler, Frame.Type.WORN, List.of(reason.get()));
    } else {
      say(handler, Frame.Type.IDLE, List.of());
    }
  }

  private static Callable<Boolean> job(RunRequest run, RunClassLoader loader) {
    return () -> {
      try {
        return JobMain.run(new RunFiles(run.folder()), run.mainClass(), loader);
      } catch (IOException | ReflectiveOperationException | LinkageError e) {
        // As the JVM would, of a main that threw or a class that it cannot load.
        System.err.print("Exception in thread \"main\" ");
        e.printStackTrace();
        return false;
      }
    };
  }

  private static void say(SocketChannel handler, Frame.Type type, List<String> fields)
      throws IOException {
    new Frame(type, fields).writeTo(handler);
  }
}
