/** Commits of table formats that no rival can overwrite, in as few requests as they take. */
package io.github.sparkonlambda.table;
