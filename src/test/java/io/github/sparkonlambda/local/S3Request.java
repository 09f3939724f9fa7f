package io.github.sparkonlambda.local;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request to S3, with path-style addresses.
 *
 * @param kind what it asks for
 * @param method the HTTP method
 * @param bucket the bucket, or empty
 * @param key the object's key, of a listing its prefix; or empty
 */
public record S3Request(Kind kind, String method, String bucket, String key) {
  /** What a request asks for: an operation of S3's, or a group of rare ones. */
  public enum Kind {
    /** HeadObject. */
    HEAD,
    /** GetObject. */
    GET,
    /** ListObjects, either version. */
    LIST,
    /** PutObject. */
    PUT,
    /** CopyObject. */
    COPY,
    /** DeleteObject, or DeleteObjects: one request either way. */
    DELETE,
    /** Any of the requests that a multipart upload consists of. */
    MULTIPART,
    /** Whatever is asked of a bucket beside its listing. */
    BUCKET,
    /** Everything else. */
    OTHER
  }

  /**
   * Reads a request's line.
   *
   * @param path the path as sent, percent-encoded
   * @param query the query as sent, or empty
   * @param copies whether the request names an object to copy from
   */
  static S3Request of(String method, String path, String query, boolean copies) {
    String[] parts = path.substring(1).split("/", 2);
    String bucket = decoded(parts[0]);
    String key = parts.length > 1 ? decoded(parts[1]) : "";
    Map<String, String> parameters = parameters(query);
    Kind kind =
        key.isEmpty() ? ofBucket(method, bucket, parameters) : ofObject(method, parameters, copies);
    return new S3Request(
        kind, method, bucket, kind == Kind.LIST ? parameters.getOrDefault("prefix", "") : key);
  }

  private static Kind ofBucket(String method, String bucket, Map<String, String> parameters) {
    if (bucket.isEmpty()) {
      return Kind.OTHER;
    }
    if (method.equals("POST") && parameters.containsKey("delete")) {
      return Kind.DELETE;
    }
    if (parameters.containsKey("uploads")) {
      return Kind.MULTIPART;
    }
    boolean asksForSettings = parameters.values().stream().anyMatch(String::isEmpty);
    boolean lists =
        parameters.containsKey("list-type") || parameters.containsKey("prefix") || !asksForSettings;
    return method.equals("GET") && lists ? Kind.LIST : Kind.BUCKET;
  }

  private static Kind ofObject(String method, Map<String, String> parameters, boolean copies) {
    if (parameters.containsKey("uploadId") || parameters.containsKey("uploads")) {
      return Kind.MULTIPART;
    }
    return switch (method) {
      case "HEAD" -> Kind.HEAD;
      case "GET" -> Kind.GET;
      case "PUT" -> copies ? Kind.COPY : Kind.PUT;
      case "DELETE" -> Kind.DELETE;
      default -> Kind.OTHER;
    };
  }

  private static Map<String, String> parameters(String query) {
    return Arrays.stream(query.split("&"))
        .filter(parameter -> !parameter.isEmpty())
        .map(parameter -> (parameter + "=").split("=", 3))
        .collect(Collectors.toMap(p -> decoded(p[0]), p -> decoded(p[1]), (a, b) -> b));
  }

  private static String decoded(String text) {
    // In a path a plus is a plus; clients of S3 send one in a query as %2B.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** How many requests of each kind there are; kinds that do not occur are left out. */
  public static Map<Kind, Long> byKind(List<S3Request> requests) {
    return requests.stream()
        .collect(Collectors.groupingBy(S3Request::kind, TreeMap::new, Collectors.counting()));
  }

  @Override
  public String toString() {
    return kind + " " + bucket + "/" + key;
  }
}
