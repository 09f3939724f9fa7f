/** What the handler JVM and the driver JVM exchange, and nothing else. */
package io.github.sparkonlambda.protocol;
