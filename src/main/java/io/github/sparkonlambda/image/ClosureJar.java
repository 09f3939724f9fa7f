package io.github.sparkonlambda.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a jar that goes before others on the class path and has their Scala closures as classes.
 *
 * <p>Scala leaves the class of each closure to the JVM, which makes it at the closure's first use:
 * three thousand of them until a first event is written, a sixth of what the driver's main thread
 * then computes. The JVM's archive of classes takes none of those, because they are serializable.
 * As classes of a jar it does. The jar holds the classes with the closures too, in which nothing
 * else is changed; the other jars stay as they are.
 */
public final class ClosureJar {
  private static final String CLASS = ".class";

  /** The order of a class path is what decides between two classes of one name. */
  private final Set<String> seen = new HashSet<>();

  private final Predicate<String> owners;
  private final Predicate<String> wanted;
  private final ZipOutputStream out;

  private ClosureJar(Predicate<String> owners, Predicate<String> wanted, ZipOutputStream out) {
    this.owners = owners;
    this.wanted = wanted;
    this.out = out;
  }

  /**
   * Makes it.
   *
   * @param args the folder of the jars, the new jar, and optionally a list of classes as {@code
   *     -XX:DumpLoadedClassList} writes it: only closures that are in it become classes
   * @throws IllegalArgumentException if that list has no closure of such a jar: its JVM had none
   */
  public static void main(String[] args) throws IOException {
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(args[1]))))) {
      ClosureJar closures =
          args.length > 2
              ? ofLoaded(Path.of(args[2]), out)
              : new ClosureJar(owner -> true, name -> true, out);
      for (Path jar : jars(Path.of(args[0]))) {
        closures.read(jar);
      }
    }
  }

  private static ClosureJar ofLoaded(Path list, ZipOutputStream out) throws IOException {
    Set<String> owners = new HashSet<>();
    Set<String> closures = new HashSet<>();
    for (String line : Files.readAllLines(list)) {
      String name = line.split(" ", 2)[0];
      int owner = name.indexOf(ClosureClasses.INFIX);
      if (owner > 0) {
        owners.add(name.substring(0, owner));
        closures.add(name);
      }
    }
    if (closures.isEmpty()) {
      throw new IllegalArgumentException(
          list
              + ": names no class of a closure. Was the JVM that wrote it run without such a jar?");
    }
    return new ClosureJar(owners::contains, closures::contains, out);
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private void read(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (isOfOwner(entry.getName()) && seen.add(entry.getName())) {
          try (InputStream in = jar.getInputStream(entry)) {
            write(ClosureClasses.of(in.readAllBytes(), wanted));
          }
        }
      }
    }
  }

  private boolean isOfOwner(String entry) {
    return entry.endsWith(CLASS)
        && !entry.startsWith("META-INF/")
        && owners.test(entry.substring(0, entry.length() - CLASS.length()));
  }

  private void write(Map<String, byte[]> classes) throws IOException {
    for (Map.Entry<String, byte[]> made : classes.entrySet()) {
      ZipEntry entry = new ZipEntry(made.getKey() + CLASS);
      // The same jars make the same jar.
      entry.setTime(0);
      out.putNextEntry(entry);
      out.write(made.getValue());
      out.closeEntry();
    }
  }
}
