/** What runs inside the driver JVM, beside Spark. */
package io.github.sparkonlambda.driver;
