package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.job.Invocation;
import io.github.sparkonlambda.protocol.JobJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * The job of a SQL script: its statements one after the other in one session, each of them logged
 * with its time and, if it answers with rows, the first of these. The last query's rows are the
 * reply's result.
 */
public final class SqlJob {
  /** Spark's own, which would find references in the values that the event brought. */
  private static final String SPARKS_SUBSTITUTION = "spark.sql.variable.substitute";

  private static final String EVENT = "event.";

  private final Invocation invocation;
  private final SparkSession spark;
  private final EventViews views;
  private final Variables variables;

  private SqlJob(Invocation invocation) {
    this.invocation = requireNonNull(invocation, "invocation");
    this.spark = invocation.session();
    this.views = new EventViews(invocation);
    this.variables = new Variables(this::value);
  }

  /**
   * Runs the script that stands in the job's jar.
   *
   * @param args not used; the script asks for what it needs
   */
  public static void main(String[] args) throws IOException {
    new SqlJob(Invocation.current()).run(SqlScript.statements(script()));
  }

  private static String script() throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(JobJar.SQL)) {
      byte[] bytes = requireNonNull(in, JobJar.SQL).readAllBytes();
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new SqlScriptException("the script is not UTF-8 text.", e);
    }
  }

  private void run(List<Statement> statements) {
    spark.conf().set(SPARKS_SUBSTITUTION, false);
    Optional<QueryResult> last = Optional.empty();
    for (Statement statement : statements) {
      long begun = System.nanoTime();
      System.out.printf(
          "[%d/%d] line %d: %s%n",
          statement.number(), statements.size(), statement.line(), statement.shortText());
      Optional<QueryResult> rows = run(statement);
      System.out.printf(
          Locale.ROOT, "        %.2f s%n", (System.nanoTime() - begun) / 1_000_000_000.0);
      last = rows.isPresent() && !statement.setsTheSession() ? rows : last;
    }
    last.ifPresent(rows -> invocation.result(rows.toMap()));
  }

  private Optional<QueryResult> run(Statement statement) {
    String text = variables.replace(statement);
    try {
      views.create(statement);
      Dataset<Row> answer = spark.sql(text);
      if (answer.columns().length == 0) {
        return Optional.empty();
      }
      QueryResult rows = QueryResult.of(answer);
      rows.show(spark);
      return Optional.of(rows);
    } catch (Exception e) {
      // Spark's analysis exceptions are checked ones, which Scala does not declare.
      throw failure(statement, e);
    }
  }

  private static SqlScriptException failure(Statement statement, Exception e) {
    String done =
        switch (statement.number()) {
          case 1 -> "";
          case 2 -> "\nStatement 1 is done; what it committed stays.";
          default ->
              "\nStatements 1 to %d are done; what they committed stays."
                  .formatted(statement.number() - 1);
        };
    // What these two say is all about the text; their frames are Spark's.
    boolean told = e instanceof AnalysisException;
    String message = "statement %d (line %d): %s%s";
    return new SqlScriptException(
        message.formatted(
            statement.number(), statement.line() - 1 + lineWithin(e), e.getMessage(), done),
        told ? null : e);
  }

  /** The line of the statement, counted from 1, at which it failed, as far as Spark says. */
  private static int lineWithin(Exception e) {
    if (e instanceof ParseException parse) {
      return parse.start().line().isDefined() ? (int) parse.start().line().get() : 1;
    }
    if (e instanceof AnalysisException analysis && analysis.line().isDefined()) {
      return (int) analysis.line().get();
    }
    return 1;
  }

  /** The event's field, an environment variable, or what SET has set. */
  private Optional<String> value(String name) {
    if (name.startsWith(EVENT)) {
      return invocation.eventField(name.substring(EVENT.length()));
    }
    Optional<String> variable = invocation.parameter(name);
    return variable.isPresent() ? variable : setting(name);
  }

  private Optional<String> setting(String name) {
    return Optional.ofNullable(spark.conf().get(name, null));
  }
}
