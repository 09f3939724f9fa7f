/**
 * A Lambda on this machine, for the tests and for {@code mvn -Plocal}: a real S3 server, the
 * Runtime API, and the real runtime interface client in a process of its own.
 */
package io.github.sparkonlambda.local;
