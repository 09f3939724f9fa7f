/** The one clock that everything that waits goes by. */
package io.github.sparkonlambda.deadline;
