/** Runs PySpark scripts, inside the driver: the interpreter, its gateway, its context. */
package io.github.sparkonlambda.python;
