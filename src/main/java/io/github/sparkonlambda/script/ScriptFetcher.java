package io.github.sparkonlambda.script;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.S3Location;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.failure.ScriptException;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Downloads an object in one conditional GET. Safe for use by many threads. */
final class ScriptFetcher {
  private static final int NOT_MODIFIED = 304;

  private final S3Client s3;
  private final String what;
  private final String settings;

  /**
   * A fetcher.
   *
   * @param what its objects are, for messages
   * @param settings which name them, for messages
   */
  ScriptFetcher(S3Client s3, String what, String settings) {
    this.s3 = requireNonNull(s3, "s3");
    this.what = requireNonNull(what, "what");
    this.settings = requireNonNull(settings, "settings");
  }

  /**
   * Downloads an object into a file, unless it still has the known ETag.
   *
   * @param known the ETag at hand, or empty to download in any case
   * @param file where it goes; must not exist
   * @param deadline for all attempts together
   * @return the ETag of the file now written, or empty if it has not changed
   * @throws ScriptException if it does not exist, is denied or is empty
   * @throws DeadlineExceededException if the deadline passed first
   * @throws PlatformException if S3 could not be reached or failed, or the file not be written
   */
  Optional<String> fetch(
      S3Location location, Optional<String> known, Path file, Deadline deadline) {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(location.bucket())
            .key(location.key())
            .ifNoneMatch(known.orElse(null))
            .overrideConfiguration(c -> c.apiCallTimeout(deadline.remaining()))
            .build();
    try {
      GetObjectResponse response = s3.getObject(request, ResponseTransformer.toFile(file));
      if (response.contentLength() == 0) {
        throw new ScriptException(location.uri() + ": the " + what + " is empty. Upload it again.");
      }
      if (response.eTag() == null) {
        throw new PlatformException(
            location.uri()
                + ": the S3 server gave no ETag, by which a changed "
                + what
                + " is known. Upload it through S3, or use a server that has ETags.");
      }
      return Optional.of(response.eTag());
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_MODIFIED) {
        return Optional.empty();
      }
      throw refused(location, e);
    } catch (SdkClientException e) {
      if (deadline.hasPassed()) {
        throw deadline.exceeded(location.uri(), "fetch");
      }
      throw new PlatformException(
          location.uri()
              + ": the "
              + what
              + " could not be fetched: "
              + e.getMessage()
              + " If S3 was not reached, check AWS_REGION, the endpoint, and the route from the"
              + " function's VPC to S3.",
          e);
    }
  }

  private RuntimeException refused(S3Location location, S3Exception e) {
    if (e instanceof NoSuchBucketException) {
      return new ScriptException(
          location.uri() + ": the bucket does not exist. Set " + settings + ".", e);
    }
    if (e instanceof NoSuchKeyException) {
      return new ScriptException(
          location.uri() + ": no such object. Upload it, or set " + settings + ".", e);
    }
    return switch (e.statusCode()) {
      case 404 -> new ScriptException(location.uri() + ": not found. Set " + settings + ".", e);
      case 401, 403 ->
          new ScriptException(
              location.uri()
                  + ": access denied. The function's role needs s3:GetObject on the object, and"
                  + " s3:ListBucket on the bucket if a missing "
                  + what
                  + " is to be told from a denied one. S3 said: "
                  + e.getMessage(),
              e);
      case 301, 307 ->
          new ScriptException(
              location.uri() + ": the bucket is in another region. Set AWS_REGION.", e);
      default -> new PlatformException(location.uri() + ": S3 refused: " + e.getMessage(), e);
    };
  }
}
