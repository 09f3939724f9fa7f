package io.github.sparkonlambda.script;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Which jars hold classes of which package, so that the compiler opens the few jars that a script
 * needs and not all two hundred. The image build writes it to a file beside the jars; a jar that
 * the file does not know, or that has changed since, is looked through.
 *
 * <p>The file has a line for each jar, {@code name size seconds}, with the time of its last change,
 * and after it one for each of its packages, which begins with a tab.
 */
final class PackageIndex {
  private static final String FILE = "packages.txt";

  private final Map<String, List<Path>> places = new HashMap<>();
  private final Set<String> parents = new HashSet<>();

  private PackageIndex() {}

  /**
   * The packages of jars and of folders with classes.
   *
   * @param places the order in which {@link #placesOf} names them
   * @throws IOException if one cannot be read
   */
  static PackageIndex of(List<Path> places) throws IOException {
    PackageIndex index = new PackageIndex();
    Map<Path, Map<String, List<String>>> files = new HashMap<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        index.add(place, packagesOfFolder(place));
      } else {
        Path file = place.toAbsolutePath().resolveSibling(FILE);
        Map<String, List<String>> known = files.get(file);
        if (known == null) {
          known = read(file);
          files.put(file, known);
        }
        List<String> packages = known.get(head(place));
        index.add(place, packages == null ? packagesOfJar(place) : packages);
      }
    }
    return index;
  }

  private void add(Path place, Iterable<String> packages) {
    for (String name : packages) {
      places.computeIfAbsent(name, any -> new ArrayList<>()).add(place);
      addWithParents(name, parents);
    }
  }

  /** Adds a package and those that it is within, up to one that is there with its own. */
  static void addWithParents(String name, Set<String> packages) {
    int end = name.length();
    while (end > 0 && packages.add(name.substring(0, end))) {
      end = name.lastIndexOf('/', end - 1);
    }
  }

  /** The jars and folders with classes of the package, {@code org/apache/spark}. */
  List<Path> placesOf(String name) {
    return places.getOrDefault(name, List.of());
  }

  /** Whether there is such a package, or one within it. */
  boolean contains(String name) {
    return parents.contains(name);
  }

  /**
   * Writes the file of a folder. The image build runs it, when the jars are as they will be.
   *
   * @param args the folder with the jars
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : jars) {
        lines.add(head(jar));
        packagesOfJar(jar).forEach(name -> lines.add("\t" + name));
      }
    }
    Files.write(folder.resolve(FILE), lines);
  }

  private static String head(Path jar) throws IOException {
    long seconds = Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS);
    // A format would cost more than all the rest of it.
    return jar.getFileName() + " " + Files.size(jar) + " " + seconds;
  }

  private static Map<String, List<String>> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, List<String>> packages = new HashMap<>();
    List<String> ofJar = List.of();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("\t")) {
        ofJar.add(line.substring(1));
      } else {
        ofJar = new ArrayList<>();
        packages.put(line, ofJar);
      }
    }
    return packages;
  }

  private static Set<String> packagesOfJar(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      return packages(file.stream().map(ZipEntry::getName));
    } catch (ZipException e) {
      throw new IOException(jar + " is no jar: " + e.getMessage(), e);
    }
  }

  private static Set<String> packagesOfFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return packages(files.map(file -> folder.relativize(file).toString()));
    }
  }

  private static Set<String> packages(Stream<String> files) {
    return files
        .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
        .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('/'))))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
