package io.github.sparkonlambda.handler;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** What Lambda would tell an invocation, where there is no Lambda. */
final class CommandLineContext implements Context {
  private final long startNanos = System.nanoTime();
  private final String requestId = UUID.randomUUID().toString();
  private final Duration timeout;
  private final LambdaLogger logger;

  /**
   * A context that begins now.
   *
   * @param timeout at most {@link Integer#MAX_VALUE} milliseconds
   */
  CommandLineContext(Duration timeout, PrintStream log) {
    this.timeout = requireNonNull(timeout, "timeout");
    this.logger =
        new LambdaLogger() {
          @Override
          public void log(String message) {
            log.print(message);
          }

          @Override
          public void log(byte[] message) {
            log(new String(message, StandardCharsets.UTF_8));
          }
        };
  }

  @Override
  public String getAwsRequestId() {
    return requestId;
  }

  @Override
  public int getRemainingTimeInMillis() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    return (int) Math.max(0, timeout.minus(elapsed).toMillis());
  }

  @Override
  public LambdaLogger getLogger() {
    return logger;
  }

  @Override
  public String getFunctionName() {
    return "run-job";
  }

  @Override
  public String getFunctionVersion() {
    return "";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "";
  }

  @Override
  public String getLogGroupName() {
    return "";
  }

  @Override
  public String getLogStreamName() {
    return "";
  }

  @Override
  public CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public ClientContext getClientContext() {
    return null;
  }

  @Override
  public int getMemoryLimitInMB() {
    return 0;
  }
}
