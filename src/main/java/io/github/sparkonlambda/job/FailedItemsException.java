package io.github.sparkonlambda.job;

import java.util.Collection;
import java.util.List;

/**
 * Ends a job that has done all of a batch but some items, which the event source then sends again.
 * It is no failure of the job: what it committed stays, and the invocation succeeds in part.
 */
public final class FailedItemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> ids;

  /**
   * @param ids of the items, as {@link Invocation#failedItems} takes them; at least one
   */
  public FailedItemsException(Collection<String> ids) {
    super(ids.size() + " items are not done");
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("ids is empty: return from the job instead");
    }
    this.ids = List.copyOf(ids);
  }

  /** The ids of the items. */
  public List<String> ids() {
    return ids;
  }
}
