package io.github.sparkonlambda.local;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ConnectionStatistics;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before an S3 server, notes every request and may make each wait, as the network and S3
 * itself do.
 *
 * <ol>
 *   <li>A request is noted when its head has arrived, in order of arrival, whatever comes of it. A
 *       client's retry is a request of its own.
 *   <li>Each request waits for the delay on its own, before any of it reaches the server: requests
 *       sent at once are answered at once.
 *   <li>Path, query, headers (Host with them, so that signatures hold) and bodies pass unchanged;
 *       bodies are not gathered.
 * </ol>
 */
public final class CountingProxy implements AutoCloseable {
  // Shorter than the S3 server's own, so that no request meets a connection it has just closed.
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 512;

  private final List<S3Request> requests = new ArrayList<>();
  private final Server server = new Server();
  private final ServerConnector connector;
  private final ConnectionStatistics connections = new ConnectionStatistics();
  private volatile Duration delay = Duration.ZERO;

  private CountingProxy(URI s3) {
    HttpConfiguration asSent = new HttpConfiguration();
    asSent.setUriCompliance(UriCompliance.UNSAFE);
    connector = new ServerConnector(server, new HttpConnectionFactory(asSent));
    connector.setHost("127.0.0.1");
    connector.addBean(connections);
    server.addConnector(connector);
    server.setHandler(new Forwarding(s3));
  }

  /** Starts a proxy of this server on a port of its own, without delay. */
  public static CountingProxy start(URI s3) throws IOException {
    CountingProxy proxy = new CountingProxy(s3);
    try {
      proxy.server.start();
    } catch (Exception e) {
      proxy.close();
      throw new IOException("The proxy did not start", e);
    }
    return proxy;
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** Makes each request from now on wait for so long. */
  public void delay(Duration delay) {
    this.delay = delay;
  }

  /** Forgets the requests noted so far. */
  public void reset() {
    synchronized (requests) {
      requests.clear();
    }
  }

  /** The requests since the start or the last reset. */
  public List<S3Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** How many connections clients have opened since the start. */
  public long connections() {
    return connections.getConnectionsTotal();
  }

  /** Closes all connections, as a network does with those that were long unused. */
  public void dropConnections() {
    connector.getConnectedEndPoints().forEach(EndPoint::close);
  }

  private void note(Request request) {
    HttpURI uri = request.getHttpURI();
    S3Request noted =
        S3Request.of(
            request.getMethod(),
            uri.getPath(),
            uri.getQuery() == null ? "" : uri.getQuery(),
            request.getHeaders().contains("x-amz-copy-source"));
    synchronized (requests) {
      requests.add(noted);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The proxy did not stop", e);
    }
  }

  private final class Forwarding extends ProxyHandler.Reverse {
    Forwarding(URI s3) {
      super(
          request ->
              HttpURI.build(request.getHttpURI())
                  .scheme(s3.getScheme())
                  .authority(s3.getHost(), s3.getPort()));
      setViaHost("unused"); // or the machine's name would be looked up
    }

    @Override
    protected void configureHttpClient(HttpClient client) {
      super.configureHttpClient(client);
      client.setIdleTimeout(IDLE.toMillis());
      client.setMaxConnectionsPerDestination(CONNECTIONS);
      client.setUserAgentField(null);
    }

    @Override
    protected void addProxyHeaders(Request from, org.eclipse.jetty.client.Request to) {
      // The server shall see what it would see without a proxy.
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      note(request);
      long millis = delay.toMillis();
      if (millis == 0) {
        return super.handle(request, response, callback);
      }
      Server here = getServer();
      Runnable forward = () -> forward(request, response, callback);
      here.getScheduler()
          .schedule(() -> here.getThreadPool().execute(forward), millis, TimeUnit.MILLISECONDS);
      return true;
    }

    private void forward(Request request, Response response, Callback callback) {
      try {
        super.handle(request, response, callback);
      } catch (RuntimeException e) {
        Response.writeError(request, response, callback, e);
      }
    }
  }
}
