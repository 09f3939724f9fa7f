package io.github.sparkonlambda.storage;

import org.apache.hadoop.fs.Path;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Hears the ETag of each object that is written by one PUT, which S3A does not hand on. Who reads
 * the object in the same invocation need not ask for it.
 */
final class WrittenTags implements ExecutionInterceptor {
  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (context.request() instanceof PutObjectRequest put
        && context.response() instanceof PutObjectResponse answer) {
      KnownObjects.current().tagged(new Path("s3", put.bucket(), "/" + put.key()), answer.eTag());
    }
  }
}
