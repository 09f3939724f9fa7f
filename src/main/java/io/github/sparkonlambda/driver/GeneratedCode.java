package io.github.sparkonlambda.driver;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeAndComment;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator$;
import org.apache.spark.util.NonFateSharingCache;
import scala.Tuple2;

/** Spark's cache of compiled generated code, which lives as long as the JVM. */
final class GeneratedCode {
  /** What follows the name of an outermost class, which may itself begin with a dollar. */
  private static final Pattern NESTED = Pattern.compile("(?<=[^.$])\\$.*");

  private GeneratedCode() {}

  /** Removes what mentions one of these classes: the next run may have others of the same name. */
  static void forget(Collection<String> classNames) {
    // Of nested classes, which source code writes with a dot, the outermost one.
    Set<String> names =
        classNames.stream()
            .map(name -> NESTED.matcher(name).replaceFirst(""))
            .collect(Collectors.toSet());
    if (names.isEmpty()) {
      return;
    }
    entries()
        .keySet()
        .removeIf(
            key -> {
              String code = ((CodeAndComment) ((Tuple2<?, ?>) key)._2()).body();
              return names.stream().anyMatch(code::contains);
            });
  }

  /** The cache as a map; its keys are pairs of a class loader and code. */
  static Map<?, ?> entries() {
    Object cache = Internals.field(CodeGenerator$.class, "MODULE$");
    NonFateSharingCache<?, ?> codes = (NonFateSharingCache<?, ?>) Internals.field(cache, "cache");
    return codes.cache().asMap();
  }
}
