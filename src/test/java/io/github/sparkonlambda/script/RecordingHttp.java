package io.github.sparkonlambda.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** An HTTP client that notes each answer, and may hold requests until several are under way. */
final class RecordingHttp implements SdkHttpClient, SdkHttpClient.Builder<RecordingHttp> {
  private final SdkHttpClient client = UrlConnectionHttpClient.create();
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
  private volatile CountDownLatch together = new CountDownLatch(0);

  /**
   * What was asked and how S3 answered.
   *
   * @param conditional whether the request named an ETag that it does not want again
   */
  record Answer(String path, boolean conditional, int status) {}

  /** The answers since the last call. */
  List<Answer> answers() {
    synchronized (answers) {
      List<Answer> now = List.copyOf(answers);
      answers.clear();
      return now;
    }
  }

  /** From now on, no request is sent before so many wait to be sent. */
  void together(int requests) {
    together = new CountDownLatch(requests);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        await();
        HttpExecuteResponse response = prepared.call();
        answers.add(
            new Answer(
                request.httpRequest().encodedPath(),
                request.httpRequest().firstMatchingHeader("If-None-Match").isPresent(),
                response.httpResponse().statusCode()));
        return response;
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private void await() throws IOException {
    together.countDown();
    try {
      if (!together.await(10, TimeUnit.SECONDS)) {
        throw new IOException("waited in vain for other requests");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
    return this;
  }

  @Override
  public void close() {
    client.close();
  }
}
