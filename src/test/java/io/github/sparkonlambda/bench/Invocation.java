package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.local.S3Request;
import java.util.List;
import java.util.Map;

/**
 * One event that was answered.
 *
 * @param seconds how long it took, seen from outside
 * @param phases the reply's phases, in milliseconds
 * @param requests what S3 was asked meanwhile; empty where nobody counted
 */
record Invocation(double seconds, Map<String, Integer> phases, List<S3Request> requests) {
  Invocation {
    phases = Map.copyOf(phases);
    requests = List.copyOf(requests);
  }
}
