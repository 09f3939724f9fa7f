package io.github.sparkonlambda.local;

import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.util.Map;

/**
 * What an invocation came to, as Lambda would hand it to the caller.
 *
 * @param failed whether Lambda counts it as a failure
 * @param body the reply, or an object with errorType and errorMessage
 */
public record Outcome(boolean failed, String body) {
  static Outcome succeeded(String body) {
    return new Outcome(false, body);
  }

  static Outcome failed(String body) {
    return new Outcome(true, body);
  }

  /** The body's fields. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> fields() {
    return JacksonFactory.getInstance().getSerializer(Map.class).fromJson(body);
  }

  /** The simple name of the exception's class. */
  public String errorType() {
    String name = String.valueOf(fields().get("errorType"));
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The exception's message. */
  public String errorMessage() {
    return String.valueOf(fields().get("errorMessage"));
  }
}
