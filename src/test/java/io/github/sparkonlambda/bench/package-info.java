/**
 * {@code mvn -Pbench}: what an event costs by a new spark-submit, in a new sandbox and in a warm
 * one, with DuckDB as the lower bound; {@link io.github.sparkonlambda.bench.Bench} is where it
 * starts.
 */
package io.github.sparkonlambda.bench;
