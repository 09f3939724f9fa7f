package io.github.sparkonlambda.source;

import io.github.sparkonlambda.local.Build;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** One Kafka node, broker and controller at once, as a process of its own. */
public final class KafkaServer implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration GONE = Duration.ofSeconds(10);
  private static final int STARTS = 3;

  private final Process process;
  private final String address;
  private final Admin admin;

  private KafkaServer(Process process, String address) {
    this.process = process;
    this.address = address;
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address));
  }

  /**
   * Starts a node that keeps its data and its log in this folder, and waits until it answers. It
   * cannot choose its ports itself, as its configuration names them: free ones are looked for, and
   * others if somebody else takes them meanwhile.
   *
   * @throws IOException if it does not answer within a minute; with the end of its log
   */
  public static KafkaServer start(Path folder) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Path home = Files.createDirectories(folder.resolve("kafka-" + attempt));
      try {
        return startOnce(home);
      } catch (IOException e) {
        if (attempt == STARTS || !e.getMessage().contains("Address already in use")) {
          throw e;
        }
      }
    }
  }

  private static KafkaServer startOnce(Path home) throws IOException, InterruptedException {
    List<Integer> ports = freePorts();
    String address = "127.0.0.1:" + ports.get(0);
    String controller = "127.0.0.1:" + ports.get(1);
    Path properties = home.resolve("server.properties");
    Files.write(
        properties,
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@" + controller,
            "listeners=PLAINTEXT://" + address + ",CONTROLLER://" + controller,
            "controller.listener.names=CONTROLLER",
            "log.dirs=" + home.resolve("data"),
            "auto.create.topics.enable=false",
            "offsets.topic.num.partitions=1",
            "offsets.topic.replication.factor=1",
            "group.initial.rebalance.delay.ms=0"));
    Path log = home.resolve("server.log");
    Process format =
        java(log, "kafka.tools.StorageTool")
            .with("format", "-t", "c3BhcmstbG9jYWwta2Fma2", "-c", properties.toString());
    await(format, log);
    Process process = java(log, "kafka.Kafka").with(properties.toString());
    KafkaServer server = new KafkaServer(process, address);
    server.awaitAnswer(log);
    return server;
  }

  private interface Command {
    Process with(String... arguments) throws IOException;
  }

  private static Command java(Path log, String mainClass) {
    return arguments -> {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Build.java(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx400m",
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                  "-cp",
                  Build.target().resolve("kafka") + "/*",
                  mainClass));
      command.addAll(List.of(arguments));
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    };
  }

  private static void await(Process format, Path log) throws IOException, InterruptedException {
    boolean ended = format.waitFor(READY.toSeconds(), TimeUnit.SECONDS);
    if (!ended || format.exitValue() != 0) {
      format.destroyForcibly();
      throw new IOException("Kafka's folder could not be made:\n" + Files.readString(log));
    }
  }

  private void awaitAnswer(Path log) throws IOException, InterruptedException {
    try {
      // The admin client tries again by itself until then.
      CompletableFuture.anyOf(
              admin.describeCluster().nodes().toCompletionStage().toCompletableFuture(),
              process.onExit())
          .get(READY.toSeconds(), TimeUnit.SECONDS);
      if (process.isAlive()) {
        return;
      }
      throw new IllegalStateException("Its process has ended");
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      close();
      throw new IOException("Kafka did not start:\n" + Files.readString(log), e);
    }
  }

  private static List<Integer> freePorts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket broker = new ServerSocket(0, 1, loopback);
        ServerSocket controller = new ServerSocket(0, 1, loopback)) {
      return List.of(broker.getLocalPort(), controller.getLocalPort());
    }
  }

  /** Its bootstrap.servers. */
  public String address() {
    return address;
  }

  /** Creates a topic and waits until it is there. */
  public void createTopic(String name, int partitions) throws IOException, InterruptedException {
    try {
      admin
          .createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
          .all()
          .get(READY.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Topic " + name + " was not created", e);
    }
  }

  /** Kills it and waits until it writes no more, for whoever deletes its folder. */
  @Override
  public void close() {
    admin.close(Duration.ZERO);
    try {
      process.destroyForcibly().waitFor(GONE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
