/** What the JDK lacks for folders under /tmp. */
package io.github.sparkonlambda.files;
