package io.github.sparkonlambda.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Figures in the order in which they were taken.
 *
 * @param values the figures; without any there is no median
 */
record Series(List<Double> values) {
  Series {
    values = List.copyOf(values);
  }

  /** The one in the middle, or the mean of the two in the middle. */
  OptionalDouble median() {
    int count = values.size();
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .sorted()
        .skip((count - 1) / 2)
        .limit(count % 2 == 0 ? 2 : 1)
        .average();
  }

  /** The largest. */
  OptionalDouble largest() {
    return values.stream().mapToDouble(Double::doubleValue).max();
  }

  /** The earlier ones; the one in the middle belongs to neither half. */
  Series firstHalf() {
    return new Series(values.subList(0, values.size() / 2));
  }

  /** The later ones. */
  Series secondHalf() {
    return new Series(values.subList((values.size() + 1) / 2, values.size()));
  }
}
