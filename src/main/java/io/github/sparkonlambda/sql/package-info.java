/** Runs SQL scripts, inside the driver: statements, variables, the event's views, the result. */
package io.github.sparkonlambda.sql;
