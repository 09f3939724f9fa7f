package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job in a resident driver finds nothing of the one before. A probe tells what it finds before
 * and after a job that leaves all it can.
 */
final class IsolationIT {
  private static final String SPARK =
      """
      import java.nio.file.*;
      import java.util.*;
      import java.util.stream.LongStream;
      import org.apache.spark.api.java.JavaSparkContext;
      import org.apache.spark.sql.SparkSession;
      import org.apache.spark.sql.types.DataTypes;
      import org.apache.spark.scheduler.*;

      public class Job {
        static int calls;

        static void result(String json) throws Exception {
          Files.writeString(Path.of(System.getenv("RESULT_FILE")), json.replace('`', '"'));
        }

        static void put(Map<String, Object> found, String name, Object value) {
          found.put(name, String.valueOf(value));
        }

        public static void main(String[] args) throws Exception {
          SparkSession spark = SparkSession.builder().getOrCreate();
      %s
        }
      }
      """;

  private static final String PROBE =
      SPARK.formatted(
          """
          Map<String, Object> found = new TreeMap<>();
          put(found, "pid", ProcessHandle.current().pid());
          put(found, "static", ++calls);
          put(found, "setting", spark.conf().get("spark.sql.session.timeZone"));
          put(found, "own setting", spark.conf().getOption("spark.my.own").isDefined());
          put(found, "hadoop", spark.sparkContext().hadoopConfiguration().get("my.hadoop"));
          put(found, "views", spark.catalog().listTables().count());
          put(found, "global views", spark.catalog().listTables("global_temp").count());
          put(found, "databases", spark.catalog().listDatabases().count());
          put(found, "catalog", spark.catalog().currentCatalog());
          spark.range(5).count();
          spark.sparkContext().listenerBus().waitUntilEmpty();
          put(found, "listener", System.getProperty("heard"));
          System.gc();
          long newest = org.apache.spark.util.AccumulatorContext.newId();
          put(found, "accumulator", LongStream.range(0, newest)
              .mapToObj(org.apache.spark.util.AccumulatorContext::get)
              .anyMatch(a -> a.isDefined() && a.get().name().contains("left")));
          put(found, "database", spark.catalog().currentDatabase());
          put(found, "functions", spark.catalog().functionExists("twice"));
          put(found, "persisted", new JavaSparkContext(spark.sparkContext()).getPersistentRDDs().size());
          put(found, "group", spark.sparkContext().getLocalProperty("spark.jobGroup.id"));
          put(found, "streams", spark.streams().active().length);
          put(found, "checkpoint", spark.sparkContext().getCheckpointDir().isDefined());
          put(found, "property", System.getProperty("my.property"));
          put(found, "file.encoding", System.getProperty("file.encoding"));
          put(found, "locale", Locale.getDefault());
          put(found, "zone", TimeZone.getDefault().getID());
          put(found, "variable", System.getenv("leak"));
          put(found, "logger", org.slf4j.LoggerFactory.getLogger("left.behind").isInfoEnabled());
          put(found, "quiet logger", org.slf4j.LoggerFactory.getLogger(
              "org.apache.hadoop.util.NativeCodeLoader").isWarnEnabled());
          put(found, "appenders", ((org.apache.logging.log4j.core.Logger)
              org.apache.logging.log4j.LogManager.getRootLogger()).getAppenders().keySet());
          put(found, "filter", ((org.apache.logging.log4j.core.Logger)
              org.apache.logging.log4j.LogManager.getRootLogger()).get().getFilter());
          put(found, "security", System.getSecurityManager());
          put(found, "properties", System.getProperties().getClass());
          put(found, "defaults", System.getProperty("my.default"));
          put(found, "priority", Thread.currentThread().getThreadGroup().getMaxPriority());
          put(found, "jdbc", java.sql.DriverManager.getLoginTimeout());
          put(found, "snapshots", org.apache.iceberg.EnvironmentContext.get().containsKey("left"));
          org.apache.iceberg.events.Listeners.notifyAll(List.of());
          put(found, "heard of snapshots", System.getProperty("heard.snapshots"));
          put(found, "level", org.slf4j.LoggerFactory.getLogger("x").isWarnEnabled());
          put(found, "credentials", org.apache.hadoop.fs.FileSystem.get(
              java.net.URI.create("s3a://b"), spark.sparkContext().hadoopConfiguration())
              .getConf().get("fs.s3a.access.key"));
          put(found, "session's credentials", org.apache.hadoop.fs.FileSystem.get(
              java.net.URI.create("s3a://c"), spark.sparkContext().hadoopConfiguration())
              .getConf().get("fs.s3a.access.key"));
          put(found, "file system's setting", org.apache.hadoop.fs.FileSystem.get(
              java.net.URI.create("s3a://d"), spark.sparkContext().hadoopConfiguration())
              .getConf().get("fs.s3a.block.size"));
          put(found, "cached", spark.sharedState().cacheManager().isEmpty());
          java.util.concurrent.BlockingQueue<Object> said = new java.util.concurrent.LinkedBlockingQueue<>();
          java.util.concurrent.ForkJoinPool.commonPool().execute(
              () -> said.add(Thread.currentThread().getContextClassLoader()));
          put(found, "pool's loader", said.take() == ClassLoader.getSystemClassLoader());
          put(found, "loader", Thread.currentThread().getContextClassLoader().loadClass("Job") == Job.class);
          put(found, "handler", Thread.getDefaultUncaughtExceptionHandler());
          put(found, "out", System.out.getClass());
          put(found, "threads", Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("left-behind")));
          for (String folder : List.of(".", System.getenv("HOME"), System.getenv("TMPDIR"))) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "left*")) {
              put(found, folder.replaceAll(".*/", ""), files.iterator().hasNext());
            }
          }
          StringJoiner json = new StringJoiner(", ", "{", "}");
          found.forEach((name, value) -> json.add("`" + name + "`: `" + value + "`"));
          result(json.toString());
          """);

  private static final String LEAVES_ALL_IT_CAN =
      SPARK.formatted(
          """
          calls = 41;
          spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
          spark.conf().set("spark.my.own", "1");
          spark.sparkContext().hadoopConfiguration().set("my.hadoop", "1");
          spark.range(5).createOrReplaceTempView("left");
          spark.range(5).createOrReplaceGlobalTempView("left");
          spark.sql("CREATE DATABASE left_db");
          spark.sql("USE left_db");
          spark.udf().register("twice", (org.apache.spark.sql.api.java.UDF1<Long, Long>) x -> 2 * x, DataTypes.LongType);
          if (spark.sql("SELECT sum(twice(id)) FROM left").first().getLong(0) != 20) throw new Exception("sum");
          spark.range(1000).cache().count();
          spark.range(1000).javaRDD().persist(org.apache.spark.storage.StorageLevel.MEMORY_ONLY()).count();
          spark.sparkContext().setLogLevel("OFF");
          org.apache.logging.log4j.core.config.Configurator.setLevel(
              "left", org.apache.logging.log4j.Level.TRACE);
          org.apache.logging.log4j.core.config.Configurator.setLevel(
              "org.apache.hadoop.util.NativeCodeLoader", org.apache.logging.log4j.Level.INFO);
          if (!org.slf4j.LoggerFactory.getLogger("left.behind").isInfoEnabled()) throw new Exception("level");
          spark.sparkContext().hadoopConfiguration().set("fs.s3a.access.key", "left");
          org.apache.hadoop.fs.FileSystem.get(
              java.net.URI.create("s3a://b"), spark.sparkContext().hadoopConfiguration());
          org.apache.hadoop.conf.Configuration own = new org.apache.hadoop.conf.Configuration(
              spark.sparkContext().hadoopConfiguration());
          own.set("fs.s3a.access.key", "left, too");
          org.apache.hadoop.fs.FileSystem.get(java.net.URI.create("s3a://c"), own);
          spark.conf().set("fs.s3a.block.size", "48M");
          org.apache.hadoop.fs.FileSystem.get(
              java.net.URI.create("s3a://d"), spark.sessionState().newHadoopConf());
          spark.sparkContext().setJobGroup("left", "left", false);
          spark.sparkContext().setCheckpointDir("left-checkpoints");
          spark.sparkContext().addSparkListener(new SparkListener() {
            @Override public void onJobStart(SparkListenerJobStart job) { System.setProperty("heard", "1"); }
          });
          spark.sparkContext().longAccumulator("left").add(1);
          spark.readStream().format("rate").load().writeStream().format("noop").queryName("left").start();
          spark.catalog().setCurrentCatalog("iceberg");
          org.apache.logging.log4j.core.config.LoggerConfig root = ((org.apache.logging.log4j.core.Logger)
              org.apache.logging.log4j.LogManager.getRootLogger()).get();
          root.addFilter(org.apache.logging.log4j.core.filter.DenyAllFilter.newBuilder().build());
          root.addAppender(org.apache.logging.log4j.core.appender.NullAppender.createAppender("left"), null, null);
          if (Runtime.version().feature() == 17) {
            System.setSecurityManager(new SecurityManager() {
              @Override public void checkPermission(java.security.Permission permission) {}
            });
          }
          java.sql.DriverManager.setLoginTimeout(7);
          org.apache.iceberg.EnvironmentContext.put("left", "1");
          org.apache.iceberg.events.Listeners.register(
              event -> System.setProperty("heard.snapshots", "1"), List.of().getClass());
          Properties defaults = new Properties();
          defaults.put("my.default", "1");
          Properties others = new Properties(defaults);
          others.putAll(System.getProperties());
          System.setProperties(others);
          Thread.currentThread().getThreadGroup().setMaxPriority(2);
          System.setProperty("my.property", "1");
          System.setProperty("file.encoding", "ISO-8859-1");
          Locale.setDefault(Locale.JAPAN);
          TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
          Thread.setDefaultUncaughtExceptionHandler((t, e) -> {});
          System.setOut(new java.io.PrintStream(System.out) {});
          ClassLoader none = new java.net.URLClassLoader(new java.net.URL[0], null);
          Thread.currentThread().setContextClassLoader(none);
          java.util.concurrent.BlockingQueue<Object> done = new java.util.concurrent.LinkedBlockingQueue<>();
          java.util.concurrent.ForkJoinPool.commonPool().execute(() -> {
            try {
              Thread.currentThread().setContextClassLoader(none);
            } catch (SecurityException e) {
              // From Java 19 on, threads of this pool refuse it.
            }
            done.add(1);
          });
          done.take();
          Thread left = new Thread(() -> {
            try { Thread.sleep(3_600_000); } catch (InterruptedException e) { System.err.println("interrupted"); }
          }, "left-behind");
          left.setDaemon(true);
          left.start();
          for (String folder : List.of(".", System.getenv("HOME"), System.getenv("TMPDIR"))) {
            Files.writeString(Path.of(folder, "left"), "x");
          }
          """);

  /** Each would tick as long as the JVM is there, in a thread that is of no class of the job's. */
  private static final String TICKS =
      """
      new Timer(true).schedule(new TimerTask() { @Override public void run() { tick("timer"); } }, 0, 5);
      Executors.newScheduledThreadPool(1, Job::daemon)
          .scheduleAtFixedRate(() -> tick("own pool"), 0, 5, TimeUnit.MILLISECONDS);
      org.apache.spark.util.ThreadUtils.newDaemonSingleThreadScheduledExecutor("left")
          .scheduleAtFixedRate(() -> tick("library's pool"), 0, 5, TimeUnit.MILLISECONDS);
      for (int i = 0; i < 5000; i++) ForkJoinPool.commonPool().execute(() -> tick("common pool"));
      new ForkJoinPool(1).execute(() -> tickOn("other pool"));
      daemon(new FutureTask<>(() -> tickOn("wrapped"), null)).start();
      spark.range(1).javaRDD().foreachAsync(x -> tickOn("task"));
      spark.range(1).javaRDD().foreach(x -> daemon(() -> tickOn("task's thread")).start());
      spark.range(1).javaRDD().foreach(x -> new Timer(true).schedule(
          new TimerTask() { @Override public void run() { tickOn("task's timer"); } }, 0, 5));
      spark.range(1).javaRDD().foreach(x -> org.apache.spark.util.ThreadUtils
          .newDaemonSingleThreadExecutor("left").execute(() -> tickOn("task's pool")));
      %s
      List<String> ticking =
          List.of("timer", "own pool", "library's pool", "common pool", "other pool", "wrapped", "task",
              "task's thread", "task's timer", "task's pool");
      while (!ticking.stream().allMatch(name -> Files.exists(Path.of(TICKS, name)))) Thread.sleep(5);
      """;

  private static final String TICK =
      """
      static final String TICKS = "%s";

      static void tick(String name) {
        try {
          Files.writeString(
              Path.of(TICKS, name), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          Thread.sleep(5);
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }

      static void tickOn(String name) {
        while (true) tick(name);
      }

      static void later() {
        tick("later");
        CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS).execute(Job::later);
      }

      static Thread daemon(Runnable target) {
        Thread thread = new Thread(target);
        thread.setDaemon(true);
        return thread;
      }
      """;

  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction function;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    function = new TestFunction(s3, folder).variable("FRAMEWORK", "ICEBERG");
  }

  @AfterAll
  static void stopServer() {
    function.close();
    s3.close();
  }

  /**
   * What each finds is compared, and what the second one could not set if the first's were there.
   */
  @Test
  void aJobChangesTheJvmForItselfOnly() throws Exception {
    function.source(
        """
        import java.net.*;
        import java.nio.file.*;
        import java.util.*;
        import java.util.logging.*;
        import javax.net.ssl.*;
        import org.apache.hadoop.security.UserGroupInformation;

        public class Job {
          public interface CountMBean { int getCount(); }
          public static class Count implements CountMBean { public int getCount() { return 1; } }
          static final Logger LOGGER = Logger.getLogger("left");

          public static void main(String[] args) throws Exception {
            Logger root = Logger.getLogger("");
            Map<String, Object> found = new TreeMap<>();
            found.put("authenticator", Authenticator.getDefault() == null);
            found.put("cookies", CookieHandler.getDefault() == null);
            found.put("cache", ResponseCache.getDefault() == null);
            found.put("proxies", ProxySelector.getDefault().getClass().getName());
            found.put("redirects", HttpURLConnection.getFollowRedirects());
            found.put("names", URLConnection.getFileNameMap().getContentTypeFor("a.png"));
            found.put("usesCaches", new URL("file:/").openConnection().getDefaultUseCaches());
            found.put("verifier", HttpsURLConnection.getDefaultHostnameVerifier().getClass().getName());
            found.put("sockets", HttpsURLConnection.getDefaultSSLSocketFactory().getClass().getName());
            found.put("trust", SSLContext.getDefault().getProtocol());
            found.put("user", UserGroupInformation.getLoginUser().getUserName());
            found.put("level", root.getLevel() + " " + LOGGER.getLevel() + " " + LOGGER.getUseParentHandlers());
            found.put("handlers", root.getHandlers().length + " " + LOGGER.getHandlers().length);
            Files.writeString(Path.of(System.getenv("RESULT_FILE")),
                "{'found': '%s', 'pid': %d}".formatted(found, ProcessHandle.current().pid()).replace((char) 39, '"'));

            Authenticator.setDefault(new Authenticator() {});
            CookieHandler.setDefault(new CookieManager());
            ResponseCache.setDefault(new ResponseCache() {
              @Override public CacheResponse get(URI uri, String method, Map<String, List<String>> headers) { return null; }
              @Override public CacheRequest put(URI uri, URLConnection connection) { return null; }
            });
            ProxySelector.setDefault(ProxySelector.of(null));
            HttpURLConnection.setFollowRedirects(false);
            URLConnection.setFileNameMap(name -> "left");
            new URL("file:/").openConnection().setDefaultUseCaches(false);
            HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
            HttpsURLConnection.setDefaultSSLSocketFactory(new Sockets());
            SSLContext trustsAll = SSLContext.getInstance("TLSv1.2");
            trustsAll.init(null, null, null);
            SSLContext.setDefault(trustsAll);
            UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser("eve"));
            root.setLevel(Level.SEVERE);
            LOGGER.setLevel(Level.FINEST);
            LOGGER.setUseParentHandlers(false);
            root.addHandler(new ConsoleHandler());
            LOGGER.addHandler(new ConsoleHandler());
            java.lang.management.ManagementFactory.getPlatformMBeanServer()
                .registerMBean(new Count(), new javax.management.ObjectName("left:type=Count"));
          }

          static class Sockets extends SSLSocketFactory {
            @Override public String[] getDefaultCipherSuites() { return new String[0]; }
            @Override public String[] getSupportedCipherSuites() { return new String[0]; }
            @Override public Socket createSocket(Socket s, String host, int port, boolean close) { return null; }
            @Override public Socket createSocket(String host, int port) { return null; }
            @Override public Socket createSocket(String host, int port, InetAddress own, int from) { return null; }
            @Override public Socket createSocket(InetAddress host, int port) { return null; }
            @Override public Socket createSocket(InetAddress host, int port, InetAddress own, int from) { return null; }
          }
        }
        """);
    Outcome first = function.invoke("{}");
    Outcome second = function.invoke("{}");

    assertThat(first.body()).contains("authenticator=true", "level=INFO null true");
    assertThat(second.failed()).as(second.body()).isFalse();
    assertThat(second.fields().get("result")).isEqualTo(first.fields().get("result"));
  }

  @Test
  void aRunUsesTheCodeThatSparkHasCompiledForAnother() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder)) {
      function.source(
          SPARK.formatted(
              """
              var compiled = org.apache.spark.metrics.source.CodegenMetrics.METRIC_COMPILATION_TIME();
              long before = compiled.getCount();
              // The one is compiled by the driver, the other by a task.
              spark.range(10).selectExpr("id % 3 AS k").groupBy("k").count().collectAsList();
              spark.range(10).selectExpr("id % 3 AS k").repartition(2).javaRDD().map(row -> row.getLong(0)).count();
              result("{`compiled`: " + (compiled.getCount() - before) + "}");
              """));
      assertThat(function.invoke("{}").body()).doesNotContain("\"compiled\":0");
      assertThat(function.invoke("{}").body()).contains("\"compiled\":0");
    }
  }

  @Test
  void aJobFindsNothingOfTheOneBefore() throws Exception {
    Map<String, Object> before = probe();
    int logged = function.log().size();
    function.source(LEAVES_ALL_IT_CAN);
    Outcome outcome = function.invoke("{\"leak\": \"1\"}");
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    assertThat(function.filesOfRuns()).isEmpty();
    assertThat(function.logFrom(logged))
        .noneMatch(line -> line.contains("The driver is replaced after"));
    // The pid among it: it is the same driver, and its cleaning is what is tested.
    assertThat(probe()).isEqualTo(before);
  }

  @Test
  void filesOfShufflesGoWithTheRun() throws Exception {
    function.source(
        SPARK.formatted(
            """
            if (spark.range(100_000).repartition(4).groupBy("id").count().count() != 100_000) throw new Exception("count");
            try (var files = Files.walk(
                org.apache.spark.SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath())) {
              result("{`shuffled`: " + files.anyMatch(f -> f.getFileName().toString().startsWith("shuffle_")) + "}");
            }
            """));
    assertThat(function.invoke("{}").body()).contains("\"shuffled\":true");
    probe(); // What the end of the run removes is removed before the next begins.
    try (Stream<Path> files = Files.walk(function.temporary())) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("shuffle_"));
    }
  }

  @Test
  void shufflesAreRemovedWhereTheFunctionsSettingsLeaveSparksCleanerOut() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SUBMIT_ARGS", "--conf spark.cleaner.referenceTracking=false")) {
      function.source(SPARK.formatted("spark.range(9).repartition(2).count();"));
      for (int run = 0; run < 2; run++) {
        Outcome outcome = function.invoke("{}");
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
      }
      assertThat(function.log()).noneMatch(line -> line.contains("The driver is replaced"));
    }
  }

  @Test
  void aListenerThatFailsAtTheEndKeepsTheDriver() throws Exception {
    Object before = probe().get("pid");
    function.source(
        SPARK.formatted(
            """
            spark.sparkContext().addSparkListener(new SparkListener() {
              @Override public void onApplicationEnd(SparkListenerApplicationEnd end) {
                throw new NoClassDefFoundError("com/example/Metrics");
              }
            });
            """));
    assertThat(function.invoke("{}").failed()).isFalse();
    assertThat(probe()).containsEntry("pid", before);
    assertThat(function.log())
        .anyMatch(line -> line.contains("A listener of the job failed at the application's end"));
  }

  @Test
  void aJobThatFailsKeepsTheDriver() throws Exception {
    Object before = probe().get("pid");
    function.source(SPARK.formatted("spark.range(3).count(); throw new Exception(\"no\");"));
    assertThat(function.invoke("{}").failed()).isTrue();
    assertThat(probe()).containsEntry("pid", before);
  }

  @Test
  void aJobThatRanOutOfWhatJavaCodeCountsDoesNotKeepIt() throws Exception {
    Object before = probe().get("pid");
    function.job("throw new OutOfMemoryError(\"Cannot reserve 9 bytes of direct buffer memory\");");
    assertThat(function.invoke("{}").errorMessage()).contains("the job ran out of memory (Cannot");
    assertThat(probe().get("pid")).isNotEqualTo(before);
  }

  @Test
  void aJobWhoseClassesDoNotLoadKeepsTheDriver() throws Exception {
    Object before = probe().get("pid");
    function.job("throw new ExceptionInInitializerError(\"half \" + (char) 0xD83D);");
    assertThat(function.invoke("{}").errorMessage())
        .contains("the job threw java.lang.ExceptionInInitializerError: half ?");
    function.source(
        "public class Job extends Missing { public static void main(String[] a) {} }"
            + " class Missing extends RuntimeException { static { fail(); } static void fail() {"
            + " throw new NoClassDefFoundError(\"com/example/Lost\"); } }");
    assertThat(function.invoke("{}").errorMessage())
        .contains("java.lang.NoClassDefFoundError: com/example/Lost");
    assertThat(probe()).containsEntry("pid", before);
  }

  @Test
  void aProcessThatTheJobKeepsStartingIsEnded() throws Exception {
    String sleep = Long.toString(20_000 + ProcessHandle.current().pid());
    function.job(
        """
        Thread watchdog = new Thread(() -> {
          while (true) {
            try {
              new ProcessBuilder("sleep", "%s").start().waitFor();
            } catch (Exception e) {
              return;
            }
          }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        while (ProcessHandle.current().children().findAny().isEmpty()) Thread.onSpinWait();
        """
            .formatted(sleep));
    assertThat(function.invoke("{}").failed()).isFalse();
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep " + sleep));
  }

  @Test
  void aJobMayStopItsSession() throws Exception {
    Map<String, Object> before = probe();
    function.source(
        SPARK.formatted(
            """
            spark.range(3).count();
            spark.stop();
            try {
              spark.range(3).count();
            } catch (IllegalStateException e) {
              result("{`stopped`: " + e.getMessage().contains("stopped SparkContext") + "}");
            }
            """));
    assertThat(function.invoke("{}").body()).contains("\"stopped\":true");
    assertThat(probe()).isEqualTo(before);
  }

  @Test
  void aChangedClassOfTheSameNameIsTheNewOne() throws Exception {
    String job =
        SPARK
            .formatted(
                """
                Bean bean = new Bean();
                bean.setNUMBER(NUMBER);
                result("{`sum`: " + spark.createDataset(List.of(bean, bean), org.apache.spark.sql.Encoders.bean(Bean.class))
                    .map((org.apache.spark.api.java.function.MapFunction<Bean, Integer>) b -> b.getNUMBER() + NUMBER,
                        org.apache.spark.sql.Encoders.INT()).reduce((org.apache.spark.api.java.function.ReduceFunction<Integer>) Integer::sum) + "}");
                }
                public static class Bean implements java.io.Serializable {
                  private int value;
                  public int getNUMBER() { return value; }
                  public void setNUMBER(int value) { this.value = value; }
                """)
            .replace("getNUMBER", "getValueNUMBER")
            .replace("setNUMBER", "setValueNUMBER");
    for (int number : new int[] {1, 2, 3}) {
      function.source(job.replace("NUMBER", Integer.toString(number)));
      assertThat(function.invoke("{}").body()).contains("\"sum\":" + 4 * number);
    }
  }

  @Test
  void aChangedJdbcDriverOfTheSameNameIsTheNewOne() throws Exception {
    String job =
        """
        import java.sql.*;
        import java.util.Properties;

        public class Job implements Driver {
          public static void main(String[] args) throws Exception {
            String said = "nothing";
            try {
              org.apache.spark.sql.SparkSession.builder().getOrCreate().read().format("jdbc")
                  .option("driver", "Job").option("url", "left:x").option("dbtable", "t").load();
            } catch (Exception e) { // Spark's methods do not declare the one of the driver.
              said = e.getMessage();
            }
            java.nio.file.Files.writeString(
                java.nio.file.Path.of(System.getenv("RESULT_FILE")), ("{`said`: `" + said + "`}").replace('`', '"'));
          }
          public Connection connect(String url, Properties info) throws SQLException {
            throw new SQLException("number NUMBER");
          }
          public boolean acceptsURL(String url) { return url.startsWith("left:"); }
          public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) { return null; }
          public int getMajorVersion() { return 1; }
          public int getMinorVersion() { return 1; }
          public boolean jdbcCompliant() { return false; }
          public java.util.logging.Logger getParentLogger() { return null; }
        }
        """;
    for (int number : new int[] {1, 2}) {
      function.source(job.replace("NUMBER", Integer.toString(number)));
      assertThat(function.invoke("{}").body()).contains("\"said\":\"number " + number + "\"");
    }
  }

  /** Java's classes have no such mark: the text stands for the one of Scala's compiler. */
  @Test
  void reflectionAndSettingsFindTheClassesOfTheRun() throws Exception {
    String job =
        SPARK.formatted(
            """
            org.apache.hadoop.conf.Configuration settings = spark.sparkContext().hadoopConfiguration();
            settings.set("my.class", "Job");
            scala.reflect.api.JavaUniverse.JavaMirror mirror = (scala.reflect.api.JavaUniverse.JavaMirror)
                (Object) org.apache.spark.sql.catalyst.ScalaReflection$.MODULE$.mirror();
            Class<?> mirrored = (Class<?>) mirror.runtimeClass(((scala.reflect.api.Mirror) mirror).staticClass("Job"));
            result("{`own`: `" + (settings.getClass("my.class", null) == Job.class) + (mirrored == Job.class)
                + NUMBER + "`}");
            System.gc();
            }
            static final String COMPILER = "Lscala/reflect/ScalaSignature;";
            static void unused() {
            """);
    Object before = probe().get("pid");
    for (int number : new int[] {1, 1, 1, 2, 2, 3}) {
      function.source(job.replace("NUMBER", Integer.toString(number)));
      assertThat(function.invoke("{}").body()).contains("\"own\":\"truetrue" + number + "\"");
    }
    assertThat(probe().get("pid")).isEqualTo(before);
  }

  @Test
  void whatTheJobRegistersWithSparkGoesWithIt() throws Exception {
    String job =
        SPARK.formatted(
            """
            if (org.apache.spark.sql.types.UDTRegistration.exists(Point.class.getName())) throw new Exception("type");
            org.apache.spark.sql.types.UDTRegistration.register(Point.class.getName(), Type.class.getName());
            org.apache.spark.sql.jdbc.JdbcDialects.registerDialect(new Dialect());
            result("{`said`: `" + org.apache.spark.sql.jdbc.JdbcDialects.get("left:x").quoteIdentifier("x")
                + org.apache.spark.sql.jdbc.JdbcDialects.get("other:x").quoteIdentifier("y").replace('"', '|') + "`}");
            }
            public static class Point {}
            public static class Type {}
            public static class Dialect extends org.apache.spark.sql.jdbc.JdbcDialect {
              @Override public boolean canHandle(String url) { return url.startsWith("CLAIMS"); }
              @Override public String quoteIdentifier(String name) { return "NUMBER" + name; }
            """);
    Object before = probe().get("pid");
    function.source(job.replace("CLAIMS", "").replace("NUMBER", "1"));
    assertThat(function.invoke("{}").body()).contains("\"said\":\"1x1y\"");
    function.source(job.replace("CLAIMS", "left:").replace("NUMBER", "2"));
    assertThat(function.invoke("{}").body()).contains("\"said\":\"2x|y|\"");
    assertThat(probe().get("pid")).isEqualTo(before);
  }

  @Test
  void whatTheJobLeftToOthersThreadsEnds() throws Exception {
    Path ticks = Files.createDirectory(folder.resolve("ticks"));
    // Of what waits for its time in the common pool of later ones, none can be taken back.
    boolean takesDelayedTasksBack = Runtime.version().feature() < 25;
    Object before = probe().get("pid");
    int logged = function.log().size();
    function.source(
        SPARK
            .formatted(TICKS.formatted(takesDelayedTasksBack ? "later();" : ""))
            .replace("import java.util.*;", "import java.util.*; import java.util.concurrent.*;")
            .replace("static int calls;", TICK.formatted(ticks)));
    Outcome outcome = function.invoke("{}");
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    Map<String, Long> ticked = sizes(ticks);
    assertThat(probe().get("pid")).as("" + function.logFrom(logged)).isEqualTo(before);
    assertThat(sizes(ticks)).hasSizeGreaterThan(6).isEqualTo(ticked);
  }

  @Test
  @EnabledForJreRange(minVersion = 25)
  void whatWaitsInTheCommonPoolOfALaterJavaCostsTheDriver() throws Exception {
    Object before = probe().get("pid");
    function.job(
        "java.util.concurrent.CompletableFuture.delayedExecutor("
            + "1, java.util.concurrent.TimeUnit.HOURS).execute(() -> {});");
    assertThat(function.invoke("{}").failed()).isFalse();
    assertThat(probe().get("pid")).isNotEqualTo(before);
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sparkContext().addJar(System.getenv(\"EVENT_FILE\"));",
        "Thread left = new Thread(() -> { while (true) Thread.interrupted(); }, \"left\");"
            + " left.setDaemon(true); left.start();",
        "spark.range(1).javaRDD().foreachAsync(x -> { while (true) Thread.interrupted(); });"
            + " Thread.sleep(1000);",
        "new java.io.FileOutputStream(java.io.FileDescriptor.out).close();",
      })
  void aDriverThatCannotBeCleanedIsReplaced(String job) throws Exception {
    expectReplaced(job);
  }

  @ParameterizedTest
  @Tag("thorough")
  @ValueSource(
      strings = {
        "spark.stop(); SparkSession s = SparkSession.builder().getOrCreate(); s.range(3).count();"
            + " s.stop();",
        "java.util.concurrent.ForkJoinPool.commonPool().execute(() -> { while (true)"
            + " Thread.interrupted(); });",
        "org.apache.spark.util.ThreadUtils.newDaemonFixedThreadPool(750, \"left\")"
            + ".prestartAllCoreThreads();",
        "Runtime.getRuntime().addShutdownHook(new Thread("
            + "\"x\".repeat((int) (Runtime.getRuntime().maxMemory() / 2)))); System.gc();",
        "Files.delete(Path.of(\".\").toAbsolutePath().normalize());",
      })
  void soIsOneWithStrangerLeftovers(String job) throws Exception {
    expectReplaced(job);
  }

  private static void expectReplaced(String job) throws Exception {
    Map<String, Object> before = probe();
    function.source(SPARK.formatted(job));
    Outcome outcome = function.invoke("{}");
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    Map<String, Object> after = probe();
    assertThat(after.remove("pid")).isNotEqualTo(before.remove("pid"));
    assertThat(after).isEqualTo(before);
    assertThat(function.log()).anyMatch(line -> line.contains("The driver is replaced after"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> probe() throws IOException, InterruptedException {
    function.source(PROBE);
    Outcome outcome = function.invoke("{}");
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    return (Map<String, Object>) outcome.fields().get("result");
  }
}
