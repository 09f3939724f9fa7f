package io.github.sparkonlambda.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapred.FileInputFormat;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.Type;
import org.apache.xbean.asm9.commons.ClassRemapper;
import org.apache.xbean.asm9.commons.SimpleRemapper;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Stands in for the classes of Hive and of Spark's Hive module that Hudi's SQL loads though no
 * table is Hive's: CREATE TABLE for their names, which go into the catalog's entry, INSERT and
 * MERGE for settings of a synchronisation that is off. The real ones would be tens of megabytes.
 *
 * <p>The stand-ins get their names when a session with Hudi begins, and only where the real ones
 * are missing: under these names in our jar they would go before those of a user who has added Hive
 * to the class path. Those in a job's own jar they do go before.
 */
public final class HiveStandIns extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  /**
   * Set while an AOT cache is recorded: what is linked to a stand-in then, the JVM that writes the
   * cache could not link, and would give up.
   */
  private static final String OFF = "spark-on-lambda.no-hive-stand-ins";

  private static final Map<Class<?>, String> NAMES =
      Map.of(
          HiveConf.class,
          "org/apache/hadoop/hive/conf/HiveConf",
          InputFormat.class,
          "org/apache/hadoop/hive/ql/io/parquet/MapredParquetInputFormat",
          OutputFormat.class,
          "org/apache/hadoop/hive/ql/io/parquet/MapredParquetOutputFormat",
          SerDe.class,
          "org/apache/hadoop/hive/ql/io/parquet/serde/ParquetHiveSerDe",
          Catalog.class,
          "org/apache/spark/sql/hive/HiveExternalCatalog$");

  /** Holds the settings of a synchronisation. */
  public static class HiveConf extends Configuration {}

  /** What Hudi's own format extends. */
  public abstract static class InputFormat extends FileInputFormat<NullWritable, NullWritable> {}

  /** A name. */
  public static class OutputFormat {}

  /** A name. */
  public static class SerDe {}

  /** A Scala object of which one constant is used. */
  public static class Catalog {
    public static final Catalog MODULE$ = new Catalog();

    /** The property of a table that holds the version of the Spark that made it. */
    public String CREATED_SPARK_VERSION() {
      return "spark.sql.create.version";
    }
  }

  /** Extends nothing: Spark calls it before a session reads its first statement. */
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    if (!Boolean.getBoolean(OFF)) {
      completeFor(HiveStandIns.class.getClassLoader());
    }
    return BoxedUnit.UNIT;
  }

  private static synchronized void completeFor(ClassLoader loader) {
    NAMES.forEach(
        (type, name) -> {
          if (!finds(loader, name)) {
            define(loader, renamed(type));
          }
        });
  }

  private static boolean finds(ClassLoader loader, String name) {
    try {
      loader.loadClass(name.replace('/', '.'));
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static byte[] renamed(Class<?> type) {
    Map<String, String> names = new HashMap<>();
    NAMES.forEach((standIn, name) -> names.put(Type.getInternalName(standIn), name));
    ClassWriter writer = new ClassWriter(0);
    try (InputStream in = type.getResourceAsStream("/" + Type.getInternalName(type) + ".class")) {
      new ClassReader(in).accept(new TopLevel(writer, new SimpleRemapper(names)), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toByteArray();
  }

  /** Spark has opened java.lang; a lookup could define a class only beside another one. */
  private static void define(ClassLoader loader, byte[] type) {
    try {
      Method define =
          ClassLoader.class.getDeclaredMethod(
              "defineClass", String.class, byte[].class, int.class, int.class);
      define.setAccessible(true);
      define.invoke(loader, null, type, 0, type.length);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("A stand-in for a class of Hive cannot be defined", e);
    }
  }

  /** Renames a class and takes it out of this one. */
  private static final class TopLevel extends ClassRemapper {
    TopLevel(ClassWriter writer, SimpleRemapper names) {
      super(Opcodes.ASM9, writer, names);
    }

    @Override
    public void visitInnerClass(String name, String outerName, String innerName, int access) {}

    @Override
    public void visitNestHost(String nestHost) {}
  }
}
