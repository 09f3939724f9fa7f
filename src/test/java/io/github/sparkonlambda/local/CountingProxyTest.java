package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What passes through, on a server that answers with what it saw. */
final class CountingProxyTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;
  private CountingProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", CountingProxyTest::echo);
    server.start();
    proxy = CountingProxy.start(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void echo(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange
          .getResponseHeaders()
          .set("Seen", exchange.getRequestMethod() + " " + exchange.getRequestURI());
      exchange
          .getResponseHeaders()
          .set(
              "Seen-Headers",
              String.join(
                  ";",
                  Stream.of("Host", "Range", "Expect", "User-agent", "Via", "Forwarded")
                      .map(name -> name + "=" + exchange.getRequestHeaders().get(name))
                      .toList()));
      exchange.sendResponseHeaders(
          body.length == 0 ? 204 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(proxy.endpoint() + path));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  @Test
  void notesRequestsInOrderUntilReset() throws Exception {
    send(request("/lake/a").method("HEAD", BodyPublishers.noBody()).build());
    send(request("/lake?list-type=2&prefix=t/").build());
    send(
        request("/lake/b")
            .header("x-amz-copy-source", "lake/a")
            .PUT(BodyPublishers.noBody())
            .build());
    assertThat(proxy.requests())
        .extracting(S3Request::toString)
        .containsExactly("HEAD lake/a", "LIST lake/t/", "COPY lake/b");
    proxy.reset();
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void passesPathAndHeadersAsTheyAre() throws Exception {
    String path = "/lake/a%20b%2Fc//d;e=1/..%2F%C3%A9+?x-id=Get%20Object&empty";
    HttpResponse<byte[]> response =
        send(request(path).header("Range", "bytes=3-5").header("User-Agent", "test").build());
    assertThat(response.headers().firstValue("Seen")).contains("GET " + path);
    assertThat(response.headers().firstValue("Seen-Headers"))
        .contains(
            "Host=[%s];Range=[bytes=3-5];Expect=null;User-agent=[test];Via=null;Forwarded=null"
                .formatted(proxy.endpoint().getAuthority()));
  }

  @Test
  void passesBodiesOfKnownAndUnknownLength() throws Exception {
    byte[] body = new byte[3_000_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31);
    }
    for (HttpRequest.BodyPublisher publisher :
        List.of(
            BodyPublishers.ofByteArray(body),
            BodyPublishers.ofByteArrays(List.of(body)))) { // the second one is sent in chunks
      assertThat(send(request("/lake/a").PUT(publisher).build()).body()).isEqualTo(body);
    }
  }

  @Test
  void letsTheServerSayWhetherToContinue() throws Exception {
    HttpResponse<byte[]> response =
        send(
            request("/lake/a")
                .expectContinue(true)
                .PUT(BodyPublishers.ofString("continued"))
                .build());
    assertThat(response.body()).asString().isEqualTo("continued");
    assertThat(response.headers().firstValue("Seen-Headers"))
        .hasValueSatisfying(seen -> assertThat(seen).contains("Expect=[100-"));
  }

  @Test
  void delaysEachRequestButNotOneAfterAnother() {
    proxy.delay(Duration.ofMillis(200));
    long begun = System.nanoTime();
    int many = 40;
    CompletableFuture<?>[] answers =
        Stream.generate(
                () -> client.sendAsync(request("/lake/a").build(), BodyHandlers.discarding()))
            .limit(many)
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(answers).join();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(took).isBetween(Duration.ofMillis(200), Duration.ofMillis(200 * many / 2));
    assertThat(proxy.requests()).hasSize(many);
  }

  @Test
  void keepsAConnectionForManyRequests() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.endpoint().getPort())) {
      for (int i = 0; i < 3; i++) {
        socket
            .getOutputStream()
            .write("HEAD /lake/a HTTP/1.1\r\nHost: s3\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(head(socket)).startsWith("HTTP/1.1 204").contains("Host=[s3]");
      }
    }
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      assertThat(next).as("a byte after " + head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void answersBadGatewayWhenTheServerIsGone() throws Exception {
    server.stop(0);
    assertThat(send(request("/lake/a").build()).statusCode()).isEqualTo(502);
    assertThat(proxy.requests()).hasSize(1);
  }
}
