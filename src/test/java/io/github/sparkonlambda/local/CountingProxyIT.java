package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkonlambda.local.S3Request.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The SDK, with the HTTP client that S3A uses, through the proxy to a server that checks
 * signatures.
 */
final class CountingProxyIT {
  private static final String BUCKET = "lake";
  private static final String KEY = "a b/ü+&=1.csv";

  @TempDir Path folder;
  private S3Server server;
  private CountingProxy proxy;
  private S3Client client;

  @SuppressWarnings("deprecation") // S3A uses this client, not its successor
  @BeforeEach
  void start() throws IOException, InterruptedException {
    server = S3Server.start(folder);
    proxy = CountingProxy.start(server.endpoint());
    client = S3Server.clientAt(proxy.endpoint(), ApacheHttpClient.builder());
    server.client().createBucket(b -> b.bucket(BUCKET));
  }

  @AfterEach
  void stop() {
    client.close();
    proxy.close();
    server.close();
  }

  @Test
  void passesWhatTheSdkSends() {
    byte[] body = bytes(5_500_000);
    client.putObject(b -> b.bucket(BUCKET).key(KEY), RequestBody.fromBytes(body));
    client.headObject(b -> b.bucket(BUCKET).key(KEY));
    assertThat(client.getObjectAsBytes(b -> b.bucket(BUCKET).key(KEY)).asByteArray())
        .isEqualTo(body);
    assertThat(
            client
                .getObjectAsBytes(b -> b.bucket(BUCKET).key(KEY).range("bytes=5-9"))
                .asByteArray())
        .isEqualTo(Arrays.copyOfRange(body, 5, 10));
    client.copyObject(
        b ->
            b.sourceBucket(BUCKET).sourceKey(KEY).destinationBucket(BUCKET).destinationKey("copy"));
    assertThat(client.listObjectsV2(b -> b.bucket(BUCKET).prefix("a b/")).contents())
        .extracting(S3Object::key)
        .containsExactly(KEY);
    client.deleteObject(b -> b.bucket(BUCKET).key("copy"));

    assertThat(proxy.requests())
        .extracting(S3Request::toString)
        .containsExactly(
            "PUT lake/" + KEY,
            "HEAD lake/" + KEY,
            "GET lake/" + KEY,
            "GET lake/" + KEY,
            "COPY lake/copy",
            "LIST lake/a b/",
            "DELETE lake/copy");
  }

  @Test
  void passesAMultipartUpload() {
    byte[] part = bytes(5_500_000);
    String upload = client.createMultipartUpload(b -> b.bucket(BUCKET).key(KEY)).uploadId();
    String etag =
        client
            .uploadPart(
                b -> b.bucket(BUCKET).key(KEY).uploadId(upload).partNumber(1),
                RequestBody.fromBytes(part))
            .eTag();
    client.completeMultipartUpload(
        b ->
            b.bucket(BUCKET)
                .key(KEY)
                .uploadId(upload)
                .multipartUpload(
                    m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));

    assertThat(S3Request.byKind(proxy.requests())).containsOnly(entry(Kind.MULTIPART, 3L));
    assertThat(server.client().getObjectAsBytes(b -> b.bucket(BUCKET).key(KEY)).asByteArray())
        .isEqualTo(part);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }
}
