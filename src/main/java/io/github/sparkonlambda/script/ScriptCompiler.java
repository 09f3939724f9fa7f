package io.github.sparkonlambda.script;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jdt.core.compiler.CategorizedProblem;
import org.eclipse.jdt.internal.compiler.ClassFile;
import org.eclipse.jdt.internal.compiler.CompilationResult;
import org.eclipse.jdt.internal.compiler.Compiler;
import org.eclipse.jdt.internal.compiler.DefaultErrorHandlingPolicies;
import org.eclipse.jdt.internal.compiler.batch.CompilationUnit;
import org.eclipse.jdt.internal.compiler.env.ICompilationUnit;
import org.eclipse.jdt.internal.compiler.impl.CompilerOptions;
import org.eclipse.jdt.internal.compiler.problem.DefaultProblemFactory;

/**
 * The main class of the process that compiles a script: Eclipse's compiler with a class path of our
 * own. It prints {@code file:line: error: message} for each error.
 */
final class ScriptCompiler {
  /** The exit status where the source has errors. */
  static final int DOES_NOT_COMPILE = 3;

  private static final String LANGUAGE = "17";

  private final Path source;
  private final Path classes;
  private final PrintStream errors;
  private boolean failed;

  private ScriptCompiler(Path source, Path classes, PrintStream errors) {
    this.source = source;
    this.classes = classes;
    this.errors = errors;
  }

  /**
   * Compiles and exits.
   *
   * @param args the source, a folder for its classes, and the jars that it may use
   */
  public static void main(String[] args) throws IOException {
    List<Path> jars = Arrays.stream(args).skip(2).map(Path::of).toList();
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    boolean compiled = compile(Path.of(args[0]), Path.of(args[1]), jars, out);
    out.flush();
    System.exit(compiled ? 0 : DOES_NOT_COMPILE);
  }

  /**
   * Compiles a source of one file.
   *
   * @return whether it had no error
   * @throws IOException if the source or a jar cannot be read or a class not be written
   */
  static boolean compile(Path source, Path classes, List<Path> jars, PrintStream errors)
      throws IOException {
    ScriptCompiler script = new ScriptCompiler(source, classes, errors);
    CompilerOptions options = new CompilerOptions(options());
    // What a syntax error leaves of a method would only bring further errors.
    options.performMethodsFullRecovery = false;
    options.performStatementsRecovery = false;
    try (CompilerClassPath classPath = new CompilerClassPath(jars)) {
      Compiler compiler =
          new Compiler(
              classPath,
              DefaultErrorHandlingPolicies.exitAfterAllProblems(),
              options,
              script::accept,
              new DefaultProblemFactory(Locale.ENGLISH));
      // One file: nothing to read ahead.
      compiler.useSingleThread = true;
      // It reads the file itself: a byte order mark is none of the source, and no byte is an error.
      // Nor need a script's public class be named as its object on S3 is.
      ICompilationUnit unit =
          new CompilationUnit(null, source.toString(), "UTF-8") {
            @Override
            public char[] getMainTypeName() {
              return null;
            }
          };
      compiler.compile(new ICompilationUnit[] {unit});
    }
    return !script.failed;
  }

  private static Map<String, String> options() {
    return Map.of(
        CompilerOptions.OPTION_Source, LANGUAGE,
        CompilerOptions.OPTION_Compliance, LANGUAGE,
        CompilerOptions.OPTION_TargetPlatform, LANGUAGE,
        CompilerOptions.OPTION_LocalVariableAttribute, CompilerOptions.GENERATE,
        CompilerOptions.OPTION_LineNumberAttribute, CompilerOptions.GENERATE,
        CompilerOptions.OPTION_SourceFileAttribute, CompilerOptions.GENERATE,
        CompilerOptions.OPTION_MethodParametersAttribute, CompilerOptions.GENERATE,
        CompilerOptions.OPTION_ReportForbiddenReference, CompilerOptions.ERROR);
  }

  private void accept(CompilationResult result) {
    if (result.hasErrors()) {
      failed = true;
      Arrays.stream(result.getErrors())
          .sorted(Comparator.comparingInt(CategorizedProblem::getSourceStart))
          .forEach(
              error ->
                  errors.printf(
                      "%s:%d: error: %s%n",
                      source, error.getSourceLineNumber(), error.getMessage()));
      return;
    }
    try {
      for (ClassFile file : result.getClassFiles()) {
        Path target = classes.resolve(new String(file.fileName()) + ".class");
        Files.createDirectories(target.getParent());
        Files.write(target, file.getBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
