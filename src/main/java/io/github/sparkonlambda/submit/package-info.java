/**
 * Everything around one spark-submit: memory shares, Spark settings, arguments, environment, the
 * child process with its output, and the deadline.
 */
package io.github.sparkonlambda.submit;
