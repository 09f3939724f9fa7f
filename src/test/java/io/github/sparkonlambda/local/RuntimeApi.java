package io.github.sparkonlambda.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lambda's Runtime API on loopback: {@code next}, {@code response}, {@code error} and {@code
 * init/error}, with the deadline and request id headers.
 */
final class RuntimeApi implements AutoCloseable {
  /** In bytes: Lambda's limit for a synchronous payload, either way. */
  static final int LARGEST_PAYLOAD = 6 * 1024 * 1024;

  static {
    // Read once, when the JDK's server is first made. Without it a body waits for the client to
    // acknowledge the headers before it, which takes Linux 40 ms; Lambda's own API has no such gap.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final String PATH = "/2018-06-01/runtime/";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(RuntimeApi::daemon);
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final Map<String, Pending> running = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Outcome> initError = new CompletableFuture<>();

  private record Pending(
      String id, String event, Instant deadline, CompletableFuture<Outcome> outcome) {}

  RuntimeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(PATH, this::handle);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "runtime-api");
    thread.setDaemon(true);
    return thread;
  }

  /** host:port, for AWS_LAMBDA_RUNTIME_API. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Completes when the runtime first asks for an event, exceptionally never. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Completes when the runtime reports that its initialisation failed. */
  CompletableFuture<Outcome> initError() {
    return initError;
  }

  /** Hands an event to the runtime. */
  CompletableFuture<Outcome> invoke(String event, Instant deadline) {
    int size = event.getBytes(StandardCharsets.UTF_8).length;
    if (size > LARGEST_PAYLOAD) {
      throw new IllegalArgumentException(
          "An event of " + size + " bytes is over Lambda's " + LARGEST_PAYLOAD);
    }
    Pending pending =
        new Pending(UUID.randomUUID().toString(), event, deadline, new CompletableFuture<>());
    queue.add(pending);
    return pending.outcome();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(PATH.length());
    try (exchange) {
      if (path.equals("invocation/next")) {
        next(exchange);
      } else if (path.equals("init/error")) {
        initError.complete(Outcome.failed(body(exchange)));
        exchange.sendResponseHeaders(202, -1);
      } else if (path.endsWith("/response")) {
        respond(exchange, path);
      } else if (path.endsWith("/error")) {
        running.remove(id(path)).outcome().complete(Outcome.failed(body(exchange)));
        exchange.sendResponseHeaders(202, -1);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    ready.complete(null);
    Pending pending = queue.take();
    running.put(pending.id(), pending);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", pending.id());
    exchange
        .getResponseHeaders()
        .set("Lambda-Runtime-Deadline-Ms", Long.toString(pending.deadline().toEpochMilli()));
    exchange
        .getResponseHeaders()
        .set(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:" + S3Server.REGION + ":123456789012:function:local");
    byte[] event = pending.event().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, event.length);
    exchange.getResponseBody().write(event);
  }

  private void respond(HttpExchange exchange, String path) throws IOException {
    String body = body(exchange);
    boolean tooLarge = body.getBytes(StandardCharsets.UTF_8).length > LARGEST_PAYLOAD;
    running
        .remove(id(path))
        .outcome()
        .complete(
            tooLarge
                ? Outcome.failed("{\"errorType\":\"Function.ResponseSizeTooLarge\"}")
                : Outcome.succeeded(body));
    exchange.sendResponseHeaders(tooLarge ? 413 : 202, -1);
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String id(String path) {
    return path.split("/")[1];
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
