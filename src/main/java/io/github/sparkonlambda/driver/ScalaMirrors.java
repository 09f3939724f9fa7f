package io.github.sparkonlambda.driver;

import java.util.Map;
import java.util.Optional;
import scala.collection.JavaConverters;
import scala.ref.WeakReference;
import scala.reflect.runtime.JavaMirrors.JavaMirror;
import scala.reflect.runtime.JavaUniverse;

/**
 * What Scala's reflection knows of the classes that a class loader finds, its mirror. To it all
 * runs' loaders are one, so that what it has learnt of Spark's and the formats' classes stays,
 * which takes a second to learn; but it would also look in the loader of a run that has ended.
 */
final class ScalaMirrors {
  private static final String MIRRORS = "scala$reflect$runtime$JavaMirrors$$mirrors";

  private ScalaMirrors() {}

  /** Has the mirror of the runs before look for classes in this one's loader. */
  static void serve(RunClassLoader loader) {
    mirrors()
        .ifPresent(
            mirrors -> {
              WeakReference<?> mirror = mirrors.remove(loader);
              if (mirror != null && mirror.get().isDefined()) {
                Internals.set(JavaMirror.class, mirror.get().get(), "classLoader", loader);
                mirrors.put(loader, mirror);
              }
            });
  }

  /** Forgets the mirror of a job in Scala, which knows that job's classes. */
  static void forget(RunClassLoader loader) {
    if (loader.hasScala()) {
      mirrors().ifPresent(mirrors -> mirrors.remove(loader));
    }
  }

  /** None as long as nothing has needed Scala's reflection, which takes long to begin. */
  @SuppressWarnings("unchecked")
  private static Optional<Map<ClassLoader, WeakReference<?>>> mirrors() {
    Object universe = Internals.field(scala.reflect.runtime.package$.MODULE$, "universe");
    return Optional.ofNullable(universe)
        .map(
            one ->
                JavaConverters.mapAsJavaMap(
                    (scala.collection.mutable.Map<ClassLoader, WeakReference<?>>)
                        Internals.call(one, JavaUniverse.class, MIRRORS)));
  }
}
