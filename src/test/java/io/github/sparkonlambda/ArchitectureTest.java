package io.github.sparkonlambda;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Who may depend on whom, and where the world outside is touched. */
@AnalyzeClasses(packages = "io.github.sparkonlambda", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "io.github.sparkonlambda.";

  @ArchTest
  static final ArchRule packagesDependOnlyOnThoseBelow =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.github.sparkonlambda..")
          .layer("deadline")
          .definedBy(ROOT + "deadline..")
          .layer("failure")
          .definedBy(ROOT + "failure..")
          .layer("files")
          .definedBy(ROOT + "files..")
          .layer("config")
          .definedBy(ROOT + "config..")
          .layer("event")
          .definedBy(ROOT + "event..")
          .layer("protocol")
          .definedBy(ROOT + "protocol..")
          .layer("script")
          .definedBy(ROOT + "script..")
          .layer("submit")
          .definedBy(ROOT + "submit..")
          .layer("job")
          .definedBy(ROOT + "job..")
          .layer("sql")
          .definedBy(ROOT + "sql..")
          .layer("python")
          .definedBy(ROOT + "python..")
          .layer("driver")
          .definedBy(ROOT + "driver..")
          .layer("storage")
          .definedBy(ROOT + "storage..")
          .layer("table")
          .definedBy(ROOT + "table..")
          .layer("handler")
          .definedBy(ROOT + "handler..")
          .layer("image")
          .definedBy(ROOT + "image..")
          .whereLayer("failure")
          .mayNotAccessAnyLayer()
          .whereLayer("deadline")
          .mayOnlyAccessLayers("failure")
          .whereLayer("files")
          .mayNotAccessAnyLayer()
          .whereLayer("protocol")
          .mayNotAccessAnyLayer()
          .whereLayer("config")
          .mayOnlyAccessLayers("failure")
          .whereLayer("event")
          .mayOnlyAccessLayers("failure", "config")
          .whereLayer("script")
          .mayOnlyAccessLayers("failure", "files", "deadline", "config", "protocol")
          .whereLayer("submit")
          .mayOnlyAccessLayers("failure", "files", "deadline", "config", "protocol", "script")
          .whereLayer("driver")
          .mayOnlyAccessLayers("protocol", "storage", "job", "python")
          .whereLayer("job")
          .mayOnlyAccessLayers("config", "event")
          .whereLayer("sql")
          .mayOnlyAccessLayers("job", "protocol")
          .whereLayer("python")
          .mayOnlyAccessLayers("protocol")
          .whereLayer("storage")
          .mayNotAccessAnyLayer()
          .whereLayer("table")
          .mayOnlyAccessLayers("storage")
          .whereLayer("image")
          .mayNotAccessAnyLayer()
          .whereLayer("image")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("handler")
          .mayOnlyAccessLayers(
              "failure", "files", "deadline", "config", "event", "script", "submit")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheDriverSideKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "driver..",
              ROOT + "image..",
              ROOT + "job..",
              ROOT + "python..",
              ROOT + "sql..",
              ROOT + "storage..",
              ROOT + "table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule theEnvironmentIsReadOnce =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + "handler.SparkLambdaHandler")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "handler.RunJob")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "driver.ForkedJob") // Its own, in another process.
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "driver.PracticeRun") // A job.
          .and()
          .resideOutsideOfPackages(ROOT + "job..", ROOT + "python..") // A job's own.
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule nothingIsPrintedOrSleptFor =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "driver..", ROOT + "python..", ROOT + "sql..") // A job's output.
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "handler.RunJob")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + "script.ScriptCompiler") // In another process.
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);
}
