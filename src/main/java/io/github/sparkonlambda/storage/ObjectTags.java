package io.github.sparkonlambda.storage;

import org.apache.hadoop.fs.Path;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Hears the ETag of each object that is written by one PUT, which S3A does not hand on. Who reads
 * the object in the same invocation need not ask for it. Hears also that an object is no longer the
 * one that is known: who asks for it again gets it as it is then.
 */
final class ObjectTags implements ExecutionInterceptor {
  /** Of a request for one ETag: the object has another. */
  private static final int CHANGED = 412;

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (context.request() instanceof PutObjectRequest put
        && context.response() instanceof PutObjectResponse answer) {
      KnownObjects.current().tagged(path(put.bucket(), put.key()), answer.eTag());
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (context.request() instanceof GetObjectRequest get
        && context.exception() instanceof S3Exception refused
        && refused.statusCode() == CHANGED) {
      KnownObjects.current().replaced(path(get.bucket(), get.key()));
    }
  }

  private static Path path(String bucket, String key) {
    return new Path("s3", bucket, "/" + key);
  }
}
