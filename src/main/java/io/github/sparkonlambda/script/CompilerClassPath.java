package io.github.sparkonlambda.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.eclipse.jdt.core.compiler.CharOperation;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFileReader;
import org.eclipse.jdt.internal.compiler.classfmt.ClassFormatException;
import org.eclipse.jdt.internal.compiler.env.INameEnvironment;
import org.eclipse.jdt.internal.compiler.env.NameEnvironmentAnswer;

/**
 * Where the compiler finds classes: in what this JVM's modules export, in jars and in folders.
 *
 * <p>The compiler's own way lists all packages of the JDK's image, opens every jar twice and lists
 * its entries, which is two thirds of the time that a script takes. Here a module is asked for the
 * one class, and a jar is opened when a class of its packages is wanted.
 */
final class CompilerClassPath implements INameEnvironment {
  private final Map<String, Module> modules = new HashMap<>();
  private final Set<String> modulePrefixes = new HashSet<>();
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
      for (Exports exported : module.getDescriptor().exports()) {
        if (!exported.isQualified()) {
          String name = exported.source().replace('.', '/');
          modules.put(name, module);
          for (int end = name.length(); end > 0; end = name.lastIndexOf('/', end - 1)) {
            modulePrefixes.add(name.substring(0, end));
          }
        }
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
          : new NameEnvironmentAnswer(ClassFileReader.read(found, file), null);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " could not be read", e);
    } catch (ClassFormatException e) {
      throw new IllegalStateException(file + " is no class file", e);
    }
  }

  private byte[] find(String inPackage, String file) throws IOException {
    Module module = modules.get(inPackage);
    if (module != null) {
      try (InputStream in = module.getResourceAsStream(file)) {
        if (in != null) {
          return in.readAllBytes();
        }
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
    ZipFile opened = open.get(jar);
    if (opened == null) {
      opened = new ZipFile(jar.toFile());
      open.put(jar, opened);
    }
    ZipEntry entry = opened.getEntry(file);
    if (entry == null) {
      return null;
    }
    try (InputStream in = opened.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  @Override
  public boolean isPackage(char[][] parentPackageName, char[] packageName) {
    String name =
        CharOperation.toString(CharOperation.arrayConcat(parentPackageName, packageName))
            .replace('.', '/');
    return modulePrefixes.contains(name) || index.contains(name);
  }

  @Override
  public void cleanup() {
    try {
      for (ZipFile jar : open.values()) {
        jar.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.clear();
  }
}
