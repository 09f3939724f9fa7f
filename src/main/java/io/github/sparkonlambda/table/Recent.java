package io.github.sparkonlambda.table;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of the entries used last; what it has forgotten can be asked for again. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  Recent(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
