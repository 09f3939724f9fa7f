/**
 * What the build runs, and nothing else does: it prepares jars and options so that a JVM in the
 * sandbox starts and runs its first job sooner.
 */
package io.github.sparkonlambda.image;
