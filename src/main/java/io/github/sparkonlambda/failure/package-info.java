/**
 * The ways in which an invocation can fail, one class each, so that the {@code errorType} Lambda
 * reports tells whose fault it is: the deployer's settings, the caller's event, the script, the job
 * or the platform. They leave the handler as they are.
 */
package io.github.sparkonlambda.failure;
