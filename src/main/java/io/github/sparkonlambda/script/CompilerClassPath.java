package io.github.sparkonlambda.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.eclipse.jdt.core.compiler.CharOperation;
import org.eclipse.jdt.core.compiler.IProblem;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.eclipse.jdt.internal.compiler.env.AccessRestriction;
import org.eclipse.jdt.internal.compiler.env.AccessRule;
import org.eclipse.jdt.internal.compiler.env.INameEnvironment;
import org.eclipse.jdt.internal.compiler.env.NameEnvironmentAnswer;

/**
 * Where the compiler finds classes: in this JVM's modules, in jars and in folders.
 *
 * <p>The compiler's own way lists all packages of the JDK's image, opens every jar twice and lists
 * its entries, which is two thirds of the time that a script takes. Here a module is asked for the
 * one class, and a jar is opened when a class of its packages is wanted.
 */
final class CompilerClassPath implements INameEnvironment, AutoCloseable {
  private final Map<String, Module> modules = new HashMap<>();
  private final Set<String> moduleParents = new HashSet<>();
  private final PackageIndex index;
  private final Map<Path, ZipFile> open = new HashMap<>();

  /**
   * A class path.
   *
   * @param places jars and folders, in the order in which a class is looked for
   * @throws IOException if one cannot be read
   */
  CompilerClassPath(List<Path> places) throws IOException {
    for (Module module : ModuleLayer.boot().modules()) {
      for (String name : module.getPackages()) {
        String path = name.replace('.', '/');
        modules.put(path, module);
        PackageIndex.addWithParents(path, moduleParents);
      }
    }
    this.index = PackageIndex.of(places);
  }

  @Override
  public NameEnvironmentAnswer findType(char[][] compoundName) {
    int last = compoundName.length - 1;
    return findType(compoundName[last], CharOperation.subarray(compoundName, 0, last));
  }

  @Override
  public NameEnvironmentAnswer findType(char[] typeName, char[][] packageName) {
    String inPackage = CharOperation.toString(packageName).replace('.', '/');
    String file = (inPackage.isEmpty() ? "" : inPackage + "/") + new String(typeName) + ".class";
    try {
      byte[] found = find(inPackage, file);
      return found == null
          ? null
          : new NameEnvironmentAnswer(ClassFileReader.read(found, file), restriction(inPackage));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " could not be read", e);
    } catch (ClassFormatException e) {
      throw new IllegalStateException(file + " is no class file", e);
    }
  }

  /** On what a source may not name, though classes that it names may know it. */
  private AccessRestriction restriction(String inPackage) {
    Module module = modules.get(inPackage);
    return module == null || module.isExported(inPackage.replace('/', '.'))
        ? null
        : new AccessRestriction(
            new AccessRule(inPackage.toCharArray(), IProblem.ForbiddenReference),
            AccessRestriction.LIBRARY,
            module.getName());
  }

  private byte[] find(String inPackage, String file) throws IOException {
    Module module = modules.get(inPackage);
    if (module != null) {
      try (InputStream in = module.getResourceAsStream(file)) {
        // A JVM looks for a package of its modules nowhere else.
        return in == null ? null : in.readAllBytes();
      }
    }
    for (Path place : index.placesOf(inPackage)) {
      byte[] found = Files.isDirectory(place) ? inFolder(place, file) : inJar(place, file);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static byte[] inFolder(Path folder, String file) throws IOException {
    Path found = folder.resolve(file);
    return Files.exists(found) ? Files.readAllBytes(found) : null;
  }

  private byte[] inJar(Path jar, String file) throws IOException {
    try {
      ZipFile opened = open.get(jar);
      if (opened == null) {
        opened = new ZipFile(jar.toFile());
        open.put(jar, opened);
      }
      ZipEntry entry = opened.getEntry(file);
      return entry == null ? null : opened.getInputStream(entry).readAllBytes();
    } catch (ZipException e) {
      throw new IOException(jar + " is no jar: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isPackage(char[][] parentPackageName, char[] packageName) {
    String name =
        CharOperation.toString(CharOperation.arrayConcat(parentPackageName, packageName))
            .replace('.', '/');
    return moduleParents.contains(name) || index.contains(name);
  }

  /** The compiler never calls it. */
  @Override
  public void cleanup() {}

  @Override
  public void close() throws IOException {
    for (ZipFile jar : open.values()) {
      jar.close();
    }
  }
}
