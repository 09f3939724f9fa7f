package io.github.sparkonlambda.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Function1;
import scala.collection.immutable.Range$;
import scala.runtime.AbstractFunction1;

/** With Scala's own library, whose closures are of every kind that Scala makes. */
final class ClosureJarTest {
  private static final String COMPOSED = "scala/Function1$$Lambda$";

  @TempDir Path folder;
  private Path jars;
  private Path made;

  @BeforeEach
  void copyTheLibrary() throws Exception {
    jars = Files.createDirectory(folder.resolve("jars"));
    made = folder.resolve("closures.jar");
    Path library =
        Path.of(Function1.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.copy(library, jars.resolve("scala-library.jar"));
  }

  @Test
  void eachClassOfTheJarIsOneThatTheJvmAccepts() throws Exception {
    make();

    List<String> names = names();
    assertThat(names.stream().filter(name -> name.contains("$$Lambda$"))).hasSizeGreaterThan(1_000);
    try (URLClassLoader loader = loader()) {
      for (String name : names) {
        // Initialising a class verifies it.
        Class.forName(name.replace('/', '.'), true, loader);
      }
    }
  }

  @Test
  void aClosureIsAClassOfTheJarThatDoesTheSame() throws Exception {
    make();

    assertThat(exercise(Composition.class)).isEqualTo("scala.Function1$$Lambda$1 synthetic 22");
    assertThat(exercise(Count.class)).isEqualTo("5");
  }

  @Test
  void aClosureIsSerializedAsTheJvmDoesItsOwn() throws Exception {
    make();

    String ours = exercise(Serialized.class);

    assertThat(ours).isEqualTo(new Serialized().call()).startsWith("22, from ");
  }

  @Test
  void takesOnlyWhatIsOnTheList() throws Exception {
    Path list =
        Files.writeString(folder.resolve("list"), COMPOSED + "1 id: 77\nscala/Option id: 3\n");

    ClosureJar.main(new String[] {jars.toString(), made.toString(), list.toString()});

    assertThat(names()).containsExactly("scala/Function1", COMPOSED + "1");
    assertThat(exercise(Composition.class)).isEqualTo("scala.Function1$$Lambda$1 synthetic 22");
  }

  @Test
  void refusesAListThatWasWrittenWithoutSuchAJar() throws Exception {
    Path list = Files.writeString(folder.resolve("list"), "scala/Option id: 3\n");

    assertThatThrownBy(
            () -> ClosureJar.main(new String[] {jars.toString(), made.toString(), list.toString()}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names no class of a closure");
  }

  @Test
  void theSameJarsMakeTheSameJar() throws Exception {
    make();
    byte[] first = Files.readAllBytes(made);

    make();

    assertThat(Files.readAllBytes(made)).isEqualTo(first);
  }

  @Test
  void ofTwoClassesOfOneNameTheFirstJarsIsTaken() throws Exception {
    // As the class path has them: here one without the closure.
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(jars.resolve("scala-library.jar"), other.resolve("b.jar"));
    try (JarOutputStream first =
        new JarOutputStream(Files.newOutputStream(other.resolve("a.jar")))) {
      first.putNextEntry(new JarEntry("scala/Function1.class"));
      try (InputStream plain = Runnable.class.getResourceAsStream("Runnable.class")) {
        plain.transferTo(first);
      }
      first.closeEntry();
    }

    ClosureJar.main(new String[] {other.toString(), made.toString()});

    assertThat(names()).doesNotContain("scala/Function1").contains("scala/Function2");
  }

  @Test
  void leavesJavasClosuresWhoseBodiesArePrivateToTheJvm() throws Exception {
    byte[] bytes;
    try (InputStream in =
        ClosureJarTest.class.getResourceAsStream("ClosureJarTest$JavaClosure.class")) {
      bytes = in.readAllBytes();
    }

    assertThat(ClosureClasses.of(bytes, name -> true)).isEmpty();
  }

  private void make() throws IOException {
    ClosureJar.main(new String[] {jars.toString(), made.toString()});
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile jar = new JarFile(made.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        names.add(entry.getName().replaceFirst("\\.class$", ""));
      }
    }
    return names;
  }

  /** The new jar before the library, as in the driver; nothing of this JVM's. */
  private URLClassLoader loader() throws IOException {
    URL tests = ClosureJarTest.class.getProtectionDomain().getCodeSource().getLocation();
    URL[] path = {made.toUri().toURL(), jars.resolve("scala-library.jar").toUri().toURL(), tests};
    return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
  }

  private String exercise(Class<? extends Callable<String>> exercise) throws Exception {
    try (URLClassLoader loader = loader()) {
      Object there =
          Class.forName(exercise.getName(), true, loader).getDeclaredConstructor().newInstance();
      return (String) ((Callable<?>) there).call();
    }
  }

  /** Scala's own closure around two of ours. */
  static Function1<Integer, Integer> composed() {
    return new AddOne().andThen(new Twice());
  }

  static final class AddOne extends AbstractFunction1<Integer, Integer> implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Integer apply(Integer value) {
      return value + 1;
    }
  }

  static final class Twice extends AbstractFunction1<Integer, Integer> implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public Integer apply(Integer value) {
      return 2 * value;
    }
  }

  public static final class Composition implements Callable<String> {
    @Override
    public String call() {
      Function1<Integer, Integer> closure = composed();
      return closure.getClass().getName()
          + (closure.getClass().isSynthetic() ? " synthetic " : " ")
          + closure.apply(10);
    }
  }

  /** Scala counts in a closure that captures a function and a counter. */
  public static final class Count implements Callable<String> {
    @Override
    public String call() {
      return String.valueOf(Range$.MODULE$.apply(0, 10).toVector().count(new Even()));
    }
  }

  static final class Even extends AbstractFunction1<Object, Object> {
    @Override
    public Object apply(Object value) {
      return (Integer) value % 2 == 0;
    }
  }

  /** To bytes and back, by Scala's own way of making a closure from what was read. */
  public static final class Serialized implements Callable<String> {
    @Override
    @SuppressWarnings("unchecked")
    public String call() throws Exception {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(composed());
      }
      try (ObjectInputStream in = new Reader(bytes.toByteArray())) {
        Function1<Integer, Integer> read = (Function1<Integer, Integer>) in.readObject();
        return read.apply(10) + ", from " + HexFormat.of().formatHex(bytes.toByteArray());
      }
    }
  }

  private static final class Reader extends ObjectInputStream {
    Reader(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described) throws ClassNotFoundException {
      return Class.forName(described.getName(), false, Reader.class.getClassLoader());
    }
  }

  /** As javac makes them. */
  interface JavaClosure {
    /** A serializable one. */
    static Runnable make() {
      return (Runnable & Serializable) () -> {};
    }
  }
}
