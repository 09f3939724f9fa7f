package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
  private volatile JobClasses job;

  /** A loader that asks the parent first, then the job's jar. */
  RunClassLoader(ClassLoader parent, Path jar) throws IOException {
    super(parent);
    job = new JobClasses(jar.toUri().toURL(), parent);
  }

  /** Whether the class was defined from the job's jar. */
  boolean defined(Class<?> type) {
    return type.getClassLoader() != null && type.getClassLoader() == job;
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

    JobClasses(URL jar, ClassLoader parent) {
      super(new URL[] {jar}, parent);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      Optional<byte[]> changed = ContextMaking.announced(bytes(name));
      Class<?> type = changed.isPresent() ? define(name, changed.get()) : super.findClass(name);
      names.add(name);
      return type;
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
      URL resource = findResource(name.replace('.', '/') + ".class");
      if (resource == null) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in = resource.openStream()) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private Class<?> define(String name, byte[] bytes) {
      CodeSource source = new CodeSource(getURLs()[0], (Certificate[]) null);
      return defineClass(name, bytes, 0, bytes.length, source);
    }
  }
}
