package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkContext;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * The files, archives and jars that a context has for its tasks: those of spark-submit's options,
 * and what a job adds, which the context cannot give back.
 */
final class TaskFiles {
  private final SparkContext context;
  private final Set<String> given;

  /** Those that the context has now, from spark-submit, are every job's. */
  TaskFiles(SparkContext context) {
    this.context = requireNonNull(context, "context");
    this.given = all();
  }

  private Set<String> all() {
    Set<String> urls = new HashSet<>();
    for (scala.collection.Map<String, Object> some :
        List.of(context.allAddedFiles(), context.allAddedArchives(), context.allAddedJars())) {
      urls.addAll(JavaConverters.mapAsJavaMap(some).keySet());
    }
    return urls;
  }

  /**
   * Deletes the copies that the run's executor has fetched, once it has been stopped. The next
   * executor fetches them anew, and refuses to start where it finds one that is not the same.
   *
   * @return why the next run would not find them as this one did
   */
  Optional<String> end() {
    Option<String> copies = context.env().driverTmpDir();
    if (copies.isDefined() && !FileUtil.fullyDeleteContents(new File(copies.get()))) {
      return Optional.of("the copies of its tasks' files cannot be deleted");
    }
    return all().equals(given)
        ? Optional.empty()
        : Optional.of("the job added files or jars to the context");
  }
}
