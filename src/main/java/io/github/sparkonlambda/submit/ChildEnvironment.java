package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The environment of a driver process, built from nothing:
 *
 * <ol>
 *   <li>what the platform gives a function and a job may need: credentials, region, names, locale;
 *   <li>the variables that the function's owner added, unless their name is reserved;
 *   <li>the event's top-level scalar fields, unless their name is reserved, taken by 1 or 2, or no
 *       name of a variable, their value is longer than {@link #LONGEST_VALUE}, or those before them
 *       fill {@link #LONGEST_TOTAL};
 *   <li>INPUT_PATH and OUTPUT_PATH in both cases: the event's, or else the owner's;
 *   <li>what the run itself sets, which wins.
 * </ol>
 *
 * Reserved are the names that steer the dynamic linker, the shell, a JVM, Python, Spark, Hadoop,
 * AWS's SDKs or Lambda, compared without regard to case. A caller can thus hand a job parameters
 * but cannot choose its code or credentials; a field left out is still in the event's JSON.
 *
 * @param variables the environment
 * @param leftOut the event's scalar fields that are not variables of it
 */
record ChildEnvironment(Map<String, String> variables, Set<String> leftOut) {
  /** In characters. The kernel takes no variable over 128 KiB. */
  static final int LONGEST_VALUE = 8 * 1024;

  /**
   * In characters, for all of an event's variables together. The kernel takes about 2 MB in all.
   */
  static final int LONGEST_TOTAL = 256 * 1024;

  private static final Set<String> FROM_PLATFORM =
      Set.of(
          "PATH",
          "LANG",
          "LC_ALL",
          "TZ",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_REGION",
          "AWS_DEFAULT_REGION",
          "AWS_ENDPOINT_URL",
          "AWS_ENDPOINT_URL_S3",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN",
          "AWS_LAMBDA_FUNCTION_NAME",
          "AWS_LAMBDA_FUNCTION_VERSION",
          "AWS_LAMBDA_FUNCTION_MEMORY_SIZE");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private static final List<String> RESERVED_PREFIXES =
      List.of(
          "LD_",
          "DYLD_",
          "JAVA_",
          "JDK_",
          "JRE_",
          "JVM_",
          "SPARK_",
          "HADOOP_",
          "HDFS_",
          "YARN_",
          "HIVE_",
          "HUDI_",
          "PYTHON",
          "PYSPARK_",
          "AWS_",
          "LAMBDA_",
          "BASH_",
          "GLIBC_",
          "MALLOC_",
          "LC_",
          "SSL_",
          "OPENSSL_",
          "GCONV_",
          "XDG_",
          "PERL",
          "RUBY",
          "NODE_",
          "GIT_");

  private static final Set<String> RESERVED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "SHELLOPTS",
          "BASHOPTS",
          "ENV",
          "IFS",
          "CDPATH",
          "PWD",
          "OLDPWD",
          "PS4",
          "TMP",
          "TMPDIR",
          "TEMP",
          "TZ",
          "TZDIR",
          "LANG",
          "LANGUAGE",
          "LOCPATH",
          "NLSPATH",
          "HOSTALIASES",
          "RES_OPTIONS",
          "LOCALDOMAIN",
          "CLASSPATH",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "ALL_PROXY",
          "NO_PROXY",
          "REQUESTS_CA_BUNDLE",
          "CURL_CA_BUNDLE",
          "SCRIPT_BUCKET",
          "FRAMEWORK",
          "DEADLINE_MARGIN",
          "EVENT_FILE",
          "RESULT_FILE",
          "INPUT_PATH",
          "OUTPUT_PATH");

  ChildEnvironment {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    leftOut = Collections.unmodifiableSet(new TreeSet<>(leftOut));
  }

  /**
   * Builds the environment.
   *
   * @param function the function's own environment
   * @param event the event's scalar fields
   * @param paths INPUT_PATH and OUTPUT_PATH as they hold for this event
   * @param run the variables that the run sets
   */
  static ChildEnvironment of(
      Map<String, String> function,
      Map<String, String> event,
      JobPaths paths,
      Map<String, String> run) {
    Map<String, String> variables = new TreeMap<>();
    function.forEach(
        (name, value) -> {
          if (FROM_PLATFORM.contains(name) || isFree(name)) {
            variables.put(name, value);
          }
        });
    Set<String> leftOut = new TreeSet<>();
    int total = 0;
    for (Map.Entry<String, String> field : event.entrySet()) {
      String name = field.getKey();
      int size = name.length() + field.getValue().length();
      if (isFree(name)
          && isValue(field.getValue())
          && total + size <= LONGEST_TOTAL
          && !variables.containsKey(name)) {
        variables.put(name, field.getValue());
        total += size;
      } else if (!JobPaths.isPath(name)) {
        leftOut.add(name);
      }
    }
    variables.putAll(paths.variables());
    variables.putAll(run);
    return new ChildEnvironment(variables, leftOut);
  }

  private static boolean isFree(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return NAME.matcher(name).matches()
        && !RESERVED.contains(upper)
        && RESERVED_PREFIXES.stream().noneMatch(upper::startsWith);
  }

  private static boolean isValue(String value) {
    return value.length() <= LONGEST_VALUE && value.indexOf('\0') < 0;
  }

  /** Lists names only: values may be secret. */
  @Override
  public String toString() {
    return "ChildEnvironment" + requireNonNull(variables, "variables").keySet();
  }
}
