package io.github.sparkonlambda.driver;

import java.util.Collection;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeAndComment;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator$;
import org.apache.spark.util.NonFateSharingCache;
import scala.Tuple2;

/** Spark's cache of compiled generated code, which lives as long as the JVM. */
final class GeneratedCode {
  private GeneratedCode() {}

  /** Removes what mentions one of these classes: the next run may have others of the same name. */
  static void forget(Collection<String> classNames) {
    if (classNames.isEmpty()) {
      return;
    }
    entries()
        .keySet()
        .removeIf(key -> mentions(((CodeAndComment) ((Tuple2<?, ?>) key)._2()).body(), classNames));
  }

  /** The cache as a map; its keys are pairs of a class loader and code. */
  static Map<?, ?> entries() {
    Object cache = Internals.field(CodeGenerator$.class, "MODULE$");
    NonFateSharingCache<?, ?> codes = (NonFateSharingCache<?, ?>) Internals.field(cache, "cache");
    return codes.cache().asMap();
  }

  private static boolean mentions(String code, Collection<String> classNames) {
    // Source code writes a nested class with a dot.
    return classNames.stream()
        .anyMatch(name -> code.contains(name) || code.contains(name.replace('$', '.')));
  }
}
