package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.job.Invocation;
import io.github.sparkonlambda.protocol.JobJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * The job of a SQL script: its statements one after the other in one session, each of them logged
 * with its time and, if it answers with rows, the first of these. The last such answer is the
 * reply's result.
 */
public final class SqlJob {
  /** Spark's own, which would find references in the values that the event brought. */
  private static final String SPARKS_SUBSTITUTION = "spark.sql.variable.substitute";

  private static final String EVENT = "event.";

  /** A temporary view of the script's own: the ids of what it could not do. */
  private static final String FAILED_ITEMS = "failed_items";

  /** Another: the ids and reasons of the records that it cannot read. */
  private static final String BAD_RECORDS = "bad_records";

  private static final Pattern FRAME =
      Pattern.compile("\\s+at \\S+\\(|\\s+\\.\\.\\. \\d+ more|Driver stacktrace:");

  private final Invocation invocation;
  private final SparkSession spark;
  private final EventViews views;
  private final Variables variables;
  private final List<Statement> statements;
  private final Secrets secrets;

  /** What the view of bad records was when they were last rejected. */
  private Optional<Object> rejected = Optional.empty();

  private SqlJob(Invocation invocation, List<Statement> statements) {
    this.invocation = requireNonNull(invocation, "invocation");
    this.statements = requireNonNull(statements, "statements");
    this.secrets = new Secrets(statements);
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
    new SqlJob(Invocation.current(), SqlScript.statements(script())).run();
  }

  private static String script() throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(JobJar.SQL)) {
      byte[] bytes = requireNonNull(in, JobJar.SQL).readAllBytes();
      CharBuffer text = CharBuffer.allocate(bytes.length);
      boolean bad =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true).isError();
      String read = text.flip().toString();
      if (bad) {
        throw new SqlScriptException(
            "line %d: the script is not UTF-8 text."
                .formatted(SqlScript.line(read, read.length())));
      }
      return read.startsWith("\uFEFF") ? read.substring(1) : read;
    }
  }

  private void run() {
    variables.requireSet(statements);
    Optional<QueryResult> last = Optional.empty();
    for (Statement statement : statements) {
      long begun = System.nanoTime();
      System.out.printf(
          "[%d/%d] line %d: %s%n",
          statement.number(), statements.size(), statement.line(), statement.shortText());
      Optional<QueryResult> rows = run(statement);
      System.out.printf(
          Locale.ROOT, "        %.2f s%n", (System.nanoTime() - begun) / 1_000_000_000.0);
      last = rows.isPresent() ? rows : last;
    }
    last.ifPresent(rows -> invocation.result(rows.toMap()));
    if (view(FAILED_ITEMS).isPresent()) {
      nameFailedItems();
    }
  }

  private void nameFailedItems() {
    try {
      Dataset<String> ids =
          spark.table(FAILED_ITEMS).selectExpr("CAST(id AS STRING)").as(Encoders.STRING());
      invocation.failedItems(ids.collectAsList());
    } catch (Exception e) {
      // Spark's analysis exceptions are checked ones, which Scala does not declare.
      throw new SqlScriptException(
          "The view failed_items cannot be read: %s\nAll statements are done; what they committed stays."
              .formatted(why(e)));
    }
  }

  private Optional<Object> view(String name) {
    return Optional.ofNullable(
        spark.sessionState().catalog().getTempView(name).getOrElse(() -> null));
  }

  /** At once: dead letters must be safe before the next statement commits the other records. */
  private void rejectBadRecords() {
    Optional<Object> bad = view(BAD_RECORDS);
    if (bad.isPresent() && !bad.equals(rejected)) {
      rejected = bad;
      invocation.reject(spark.table(BAD_RECORDS));
    }
  }

  private Optional<QueryResult> run(Statement statement) {
    try {
      String text = variables.replace(statement);
      // Each time: RESET turns it on again.
      spark.conf().set(SPARKS_SUBSTITUTION, false);
      views.create(text);
      Dataset<Row> answer = spark.sql(text);
      rejectBadRecords();
      if (answer.columns().length == 0 || statement.setsTheSession()) {
        return Optional.empty();
      }
      return Optional.of(QueryResult.of(answer, spark));
    } catch (SqlScriptException e) {
      throw new SqlScriptException(e.getMessage() + done(statement));
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      // Spark's analysis exceptions are checked ones, which Scala does not declare.
      throw failure(statement, e);
    }
  }

  private SqlScriptException failure(Statement statement, Throwable e) {
    return new SqlScriptException(statement.label(lineWithin(e)) + ": " + why(e) + done(statement));
  }

  /**
   * What Spark says about a text is told without its plan and without the text, in which there are
   * values now: one may be a secret. Whatever else has causes; their frames are Spark's.
   */
  private String why(Throwable e) {
    return e instanceof AnalysisException analysis ? hidden(analysis.message()).strip() : causes(e);
  }

  private String causes(Throwable e) {
    List<String> causes = new ArrayList<>();
    Set<Throwable> met = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = e; cause != null && met.add(cause); cause = cause.getCause()) {
      causes.add(withoutFrames(hidden(cause.toString())));
    }
    return String.join("\ncaused by ", causes);
  }

  private String hidden(String message) {
    return secrets.hidden(variables.hidden(message));
  }

  /** Spark's exception of a failed job has those of the task's in its message. */
  private static String withoutFrames(String message) {
    return message
        .lines()
        .filter(line -> !line.isBlank() && !FRAME.matcher(line).lookingAt())
        .collect(Collectors.joining("\n"));
  }

  private static String done(Statement statement) {
    return switch (statement.number()) {
      case 1 -> "";
      case 2 -> "\nStatement 1 is done; what it committed stays.";
      default ->
          "\nStatements 1 to %d are done; what they committed stays."
              .formatted(statement.number() - 1);
    };
  }

  /** The line of the statement, counted from 1, at which it failed, as far as Spark says. */
  private static int lineWithin(Throwable e) {
    if (e instanceof ParseException parse) {
      return parse.start().line().isDefined() ? (int) parse.start().line().get() : 1;
    }
    if (e instanceof AnalysisException analysis && analysis.line().isDefined()) {
      return (int) analysis.line().get();
    }
    return 1;
  }

  /** The event's field, what SET has set, or an environment variable. */
  private Optional<String> value(String name) {
    if (name.startsWith(EVENT)) {
      return invocation.eventField(name.substring(EVENT.length()));
    }
    return Optional.ofNullable(spark.conf().get(name, null)).or(() -> invocation.parameter(name));
  }
}
