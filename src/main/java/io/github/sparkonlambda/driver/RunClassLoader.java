package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;

/**
 * The context class loader of one run. The job's own classes live in a second loader behind it, and
 * {@link #close} cuts the two apart: threads, caches and generated code that outlive the run hold
 * on to this shell, and the job's classes can go.
 *
 * <p>All shells are equal to one another. Spark keys its cache of generated code by the context
 * class loader, and code that mentions no class of a job is the same in every run; the other is
 * removed when a run ends ({@link GeneratedCode}).
 */
final class RunClassLoader extends ClassLoader implements AutoCloseable {
  /** Stands in each class of Scala's that its reflection can look into. */
  private static final String SCALA = "Lscala/reflect/Scala";

  private volatile JobClasses job;

  /** A loader that asks the parent first, then the job's jar. */
  RunClassLoader(ClassLoader parent, Path jar) throws IOException {
    super(parent);
    job = new JobClasses(jar, parent);
  }

  /** Whether the class was defined from the job's jar. */
  boolean defined(Class<?> type) {
    return isOfTheJob(type.getClassLoader());
  }

  /** Whether it is the loader that defines the classes of the job's jar; null is none. */
  boolean isOfTheJob(ClassLoader loader) {
    return loader != null && loader == job;
  }

  /** Whether some of the job's classes are Scala's. */
  boolean hasScala() {
    return job != null && job.scala;
  }

  /** The names of the classes that were defined from the job's jar. */
  Set<String> names() {
    return job == null ? Set.of() : Collections.unmodifiableSet(job.names);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    JobClasses classes = job;
    if (classes == null) {
      throw new ClassNotFoundException(name + " (the run that knew it has ended)");
    }
    return classes.loadClass(name);
  }

  @Override
  protected URL findResource(String name) {
    return job == null ? null : job.findResource(name);
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return job == null ? Collections.emptyEnumeration() : job.findResources(name);
  }

  /** Forgets the job's classes. */
  @Override
  public void close() throws IOException {
    JobClasses classes = job;
    job = null;
    if (classes != null) {
      classes.close();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RunClassLoader;
  }

  @Override
  public int hashCode() {
    return RunClassLoader.class.hashCode();
  }

  private static final class JobClasses extends URLClassLoader {
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private volatile boolean scala;
    private final JarFile jar;
    private final ProtectionDomain domain;

    JobClasses(Path path, ClassLoader parent) throws IOException {
      super(new URL[] {path.toUri().toURL()}, parent);
      jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
      // Without a loader in it: threads of pools remember the domains of the code that started
      // them.
      domain = new ProtectionDomain(new CodeSource(getURLs()[0], (Certificate[]) null), null);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      JarEntry entry = jar.getJarEntry(name.replace('.', '/') + ".class");
      // What is not in the jar may be in one that its manifest names.
      Class<?> type = entry == null ? super.findClass(name) : define(name, entry);
      names.add(name);
      return type;
    }

    private Class<?> define(String name, JarEntry entry) throws ClassNotFoundException {
      try (InputStream in = jar.getInputStream(entry)) {
        byte[] bytes = ContextMaking.announced(in.readAllBytes());
        scala = scala || new String(bytes, StandardCharsets.ISO_8859_1).contains(SCALA);
        definePackageOf(name);
        return defineClass(name, bytes, 0, bytes.length, domain);
      } catch (IOException e) {
        throw new ClassNotFoundException(name + " cannot be read", e);
      }
    }

    private void definePackageOf(String name) throws IOException {
      int end = Math.max(0, name.lastIndexOf('.'));
      Manifest manifest = jar.getManifest();
      if (end > 0 && manifest != null && getDefinedPackage(name.substring(0, end)) == null) {
        try {
          definePackage(name.substring(0, end), manifest, getURLs()[0]);
        } catch (IllegalArgumentException e) {
          // Another thread has defined it meanwhile, which is as well.
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      jar.close();
    }
  }
}
