package io.github.sparkonlambda.script;

import io.github.sparkonlambda.config.ScriptLocation;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.failure.ScriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.eclipse.jdt.internal.compiler.env.IBinaryMethod;

/** Finds the class whose main is the job, without loading any. */
final class MainClass {
  /** {@code ACC_PUBLIC | ACC_STATIC} of the class file format. */
  private static final int PUBLIC_STATIC = 0x0009;

  private MainClass() {}

  /**
   * The main class of a jar: the configured one, or else the manifest's.
   *
   * @throws ScriptException if the file is no jar, names no main class, or does not hold it
   */
  static String ofJar(ScriptLocation location, Path jar, Optional<String> configured) {
    try (JarFile file = new JarFile(jar.toFile())) {
      String name =
          configured
              .or(() -> manifestMainClass(file))
              .orElseThrow(
                  () ->
                      new ScriptException(
                          location.uri()
                              + ": the jar's manifest names no Main-Class. Add it, or set"
                              + " SPARK_MAIN_CLASS."));
      if (file.getEntry(name.replace('.', '/') + ".class") == null) {
        throw new ScriptException(
            location.uri()
                + ": the jar holds no class "
                + name
                + ". Set SPARK_MAIN_CLASS to one it holds.");
      }
      return name;
    } catch (IOException e) {
      throw new ScriptException(
          location.uri() + ": not a readable jar: " + e.getMessage() + ". Upload it again.", e);
    }
  }

  private static Optional<String> manifestMainClass(JarFile jar) {
    try {
      Manifest manifest = jar.getManifest();
      return Optional.ofNullable(manifest)
          .map(m -> m.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
          .map(String::strip);
    } catch (IOException e) {
      throw new PlatformException("The manifest of " + jar.getName() + " cannot be read: " + e, e);
    }
  }

  /**
   * The one class in a folder of classes that has a {@code public static void main(String[])}.
   *
   * @throws ScriptException if there is none or more than one
   */
  static String ofClasses(ScriptLocation location, Path classes) {
    List<String> names;
    try (Stream<Path> files = Files.walk(classes)) {
      names =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .flatMap(file -> mainClassName(file).stream())
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new PlatformException(location.uri() + ": compiled classes cannot be read: " + e, e);
    }
    if (names.size() != 1) {
      String found = names.isEmpty() ? "none" : String.join(", ", names);
      throw new ScriptException(
          location.uri()
              + ": needs exactly one class with a public static void main(String[]); found "
              + found
              + ".");
    }
    return names.get(0);
  }

  private static Optional<String> mainClassName(Path classFile) {
    try {
      ClassFileReader reader = ClassFileReader.read(classFile.toFile());
      IBinaryMethod[] methods = reader.getMethods();
      boolean hasMain = methods != null && Stream.of(methods).anyMatch(MainClass::isMain);
      return hasMain
          ? Optional.of(new String(reader.getName()).replace('/', '.'))
          : Optional.empty();
    } catch (ClassFormatException | IOException e) {
      throw new PlatformException("The class file " + classFile + " cannot be read: " + e, e);
    }
  }

  private static boolean isMain(IBinaryMethod method) {
    return (method.getModifiers() & PUBLIC_STATIC) == PUBLIC_STATIC
        && "main".equals(new String(method.getSelector()))
        && "([Ljava/lang/String;)V".equals(new String(method.getMethodDescriptor()));
  }
}
