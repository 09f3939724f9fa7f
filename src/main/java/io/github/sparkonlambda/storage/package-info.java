/** How a driver reaches S3: Hadoop's own file system, with fewer requests and stricter writes. */
package io.github.sparkonlambda.storage;
