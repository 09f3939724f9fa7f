package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.codehaus.janino.SimpleCompiler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What most first jobs need, and a cold driver's main thread would do one thing after another while
 * a processor is idle: done in a thread of its own, from before the context is made into the job's
 * first second. Of 5.3 s that the main thread computes until a first Delta append is written, 1.5 s
 * are these.
 *
 * <p>Only libraries, and generated classes that need none of Spark's. What else is Spark's or a
 * table format's stays with the threads that use them: two threads that initialise singletons which
 * need each other wait for ever. And nothing that leaves a file: a short job may end before this
 * does, and its files are deleted then.
 */
final class HeadStart implements Runnable {
  /** A session extension of Delta, which alone describes its functions by Scala's reflection. */
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";

  private static final String PARSER = "org.apache.spark.sql.catalyst.parser.SqlBase";
  private static final Logger LOG = LoggerFactory.getLogger(HeadStart.class);

  private final SparkConf conf;

  private HeadStart(SparkConf conf) {
    this.conf = requireNonNull(conf, "conf");
  }

  /**
   * Starts it; there is nothing to wait for.
   *
   * @param conf the settings that spark-submit has found
   */
  static void begin(SparkConf conf) {
    // What two of the threads would initialise otherwise, each a part of it.
    scala.reflect.ClassTag$.MODULE$.Any();
    Thread thread = new Thread(new HeadStart(conf), "head-start");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    attempt("S3A", this::fileSystem);
    attempt("the SQL parser", HeadStart::parser);
    if (conf.get("spark.sql.extensions", "").contains(DELTA)) {
      attempt("Scala's reflection", () -> scala.reflect.runtime.package$.MODULE$.universe());
    }
    attempt("Janino", HeadStart::compiler);
  }

  private static void attempt(String what, Callable<?> work) {
    try {
      work.call();
    } catch (Exception | LinkageError e) {
      // The job meets the same if it needs it, and can say what for.
      LOG.debug("No head start with {}", what, e);
    }
  }

  /** A file system makes its clients without a request; this one is of a bucket nobody has. */
  private Void fileSystem() throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    FileSystem.newInstance(URI.create("s3a://head-start/"), hadoop).close();
    return null;
  }

  /** The generated classes of its grammar, which unpack their tables. */
  private static Class<?> parser() throws ClassNotFoundException {
    Class.forName(PARSER + "Lexer");
    return Class.forName(PARSER + "Parser");
  }

  private static Void compiler() throws Exception {
    new SimpleCompiler().cook("public class HeadStart { int twice(int i) { return i + i; } }");
    return null;
  }
}
