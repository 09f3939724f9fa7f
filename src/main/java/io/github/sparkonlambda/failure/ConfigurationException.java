package io.github.sparkonlambda.failure;

import java.util.List;

/** The function's environment is unusable. Carries every problem found, not only the first. */
public final class ConfigurationException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /**
   * @param problems at least one sentence each: name, value, allowed form
   */
  public ConfigurationException(List<String> problems) {
    super(
        problems.size()
            + (problems.size() == 1 ? " problem" : " problems")
            + " with the function's environment variables:\n- "
            + String.join("\n- ", problems),
        null);
  }
}
