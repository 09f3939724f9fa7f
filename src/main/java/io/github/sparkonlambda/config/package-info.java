/** Every environment variable the project reads: named, typed and validated together, once. */
package io.github.sparkonlambda.config;
