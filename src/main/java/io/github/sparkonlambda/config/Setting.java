package io.github.sparkonlambda.config;

import static java.util.Objects.requireNonNull;

/**
 * Every environment variable that the project reads: its default, its allowed form and its meaning.
 * README's settings table has exactly these rows.
 */
public enum Setting {
  SCRIPT_BUCKET("required", "an S3 bucket name", "Bucket of the job script."),
  SPARK_SCRIPT(
      "required",
      "an S3 key that ends in .jar, .java, .sql or .py",
      "Key of the job script in SCRIPT_BUCKET."),
  SPARK_MAIN_CLASS(
      "the jar's Main-Class",
      "a Java class name",
      "Main class of a .jar script; not used for others."),
  SPARK_PY_FILES(
      "none",
      "comma list of s3:// URIs that end in .py, .zip or .whl",
      "Modules that a .py script and its functions on Spark's workers can import; fetched as the"
          + " script is."),
  FRAMEWORK(
      "none; in the image those of its build",
      "comma list of DELTA, ICEBERG, HUDI, any case",
      "Table formats whose Spark settings a job gets. The first of DELTA and HUDI named is"
          + " spark_catalog."),
  SPARK_SUBMIT_ARGS(
      "none",
      "spark-submit options, quoted as in a shell",
      "Wins over everything that is computed."),
  PYSPARK_SUBMIT_ARGS("none", "as SPARK_SUBMIT_ARGS", "Synonym of SPARK_SUBMIT_ARGS."),
  SPARK_ENGINE(
      "warm",
      "warm or fork",
      "How a job gets its driver: warm is one spark-submit that serves one event after another,"
          + " fork one spark-submit for each event."),
  PRIME(
      "false",
      "true or false",
      "Whether a sandbox of provisioned concurrency fetches the script and writes a small table of"
          + " each FRAMEWORK to /tmp before it counts as up. Other sandboxes never do."),
  EVENT_VARIABLES(
      "none",
      "comma list of names of letters, digits and underscores that begin with a letter",
      "Fields of the event that become environment variables of the job beside those in lower"
          + " case."),
  INPUT_PATH(
      "none",
      "any text, usually an s3:// path",
      "Handed to the job; the event's field of this name, in upper or lower case, wins; it has to"
          + " be an s3:// or s3a:// path."),
  OUTPUT_PATH(
      "none",
      "any text, usually an s3:// path",
      "As INPUT_PATH. Also the warehouse of the Spark catalog named iceberg."),
  FILTER_EVENTS(
      "created",
      "comma list of created, empty, removed, other",
      "Which objects of an S3 event a job is run for; empty are new ones of 0 bytes. An event"
          + " without any is done at once."),
  BAD_RECORDS(
      "fail",
      "fail, skip or dead-letter",
      "What becomes of a batch's records that cannot be read: one fails the job, or they are left"
          + " out and named in the reply, or also written to DEAD_LETTER_PATH."),
  DEAD_LETTER_PATH(
      "none",
      "an s3:// or s3a:// path",
      "Folder for records that cannot be read. Required with BAD_RECORDS=dead-letter."),
  BATCH_ITEM_FAILURES(
      "none",
      "comma list of kinesis, kafka, dynamodb, sqs, or none",
      "Sources whose event source mapping has ReportBatchItemFailures; the template sets it. Failed"
          + " items of another one fail the invocation: Lambda would take them for done."),
  DEADLINE_MARGIN(
      "10",
      "whole seconds, 6 to 300",
      "How long before the function's timeout a job is ended and the failure reported."),
  SPARK_HOME(
      "/opt/spark",
      "a folder as download_jars.sh fills it, with bin/spark-class, conf/ and jars/",
      "Where Spark lies."),
  AWS_ENDPOINT_URL_S3(
      "AWS's own",
      "an http:// or https:// URL",
      "S3 endpoint of the handler and of Spark, with path-style addresses; for S3-compatible"
          + " servers."),
  AWS_ENDPOINT_URL(
      "AWS's own", "an http:// or https:// URL", "Used where AWS_ENDPOINT_URL_S3 is not set."),
  AWS_REGION(
      "set by Lambda",
      "a region name",
      "Region of the buckets. Required where Lambda does not set it."),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE(
      "set by Lambda; elsewhere the machine's memory",
      "whole MB, " + Config.LEAST_MEMORY_MB + " or more",
      "What the driver's heap is computed from.");

  private final String defaultValue;
  private final String form;
  private final String meaning;

  Setting(String defaultValue, String form, String meaning) {
    this.defaultValue = requireNonNull(defaultValue, "defaultValue");
    this.form = requireNonNull(form, "form");
    this.meaning = requireNonNull(meaning, "meaning");
  }

  /** What holds where the variable is not set, in words or as the value itself. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What a value has to look like. */
  public String form() {
    return form;
  }

  /** What the variable does, as a sentence. */
  public String meaning() {
    return meaning;
  }
}
