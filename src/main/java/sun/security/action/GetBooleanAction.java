package sun.security.action;

import java.security.PrivilegedAction;

/**
 * Reads a boolean system property, as the JDK's class of this name did up to Java 23. Spark's
 * SerializationDebugger needs one to say what of a task cannot be serialised. Where the JDK has its
 * own, that one is loaded and this is not.
 */
public final class GetBooleanAction implements PrivilegedAction<Boolean> {
  private final String property;

  /** An action that reads this property. */
  public GetBooleanAction(String property) {
    this.property = property;
  }

  @Override
  public Boolean run() {
    return Boolean.getBoolean(property);
  }
}
