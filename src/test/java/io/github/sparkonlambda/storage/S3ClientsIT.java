package io.github.sparkonlambda.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.CountingProxy;
import io.github.sparkonlambda.local.HadoopClient;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3ClientsIT {
  @TempDir static java.nio.file.Path folder;
  private static S3Server s3;
  private static CountingProxy proxy;
  private static Configuration first;

  @BeforeAll
  static void shareTheFirst() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(folder, 1);
    proxy = CountingProxy.start(s3.endpoint());
    first = HadoopClient.driversAt(proxy.endpoint(), folder);
    S3Clients.share(first);
    assertThat(connectionsOf(first)).isEqualTo(1);
  }

  @AfterAll
  static void stopServers() {
    proxy.close();
    s3.close();
  }

  @Test
  void aLaterFileSystemUsesTheConnectionsOfOneThatIsClosed() throws IOException {
    assertThat(connectionsOf(first)).isZero();
  }

  @Test
  void settingsOfItsOwnGetConnectionsOfTheirOwn() throws IOException {
    Configuration other = new Configuration(first);
    other.set("fs.s3a.connection.timeout", "77s");
    assertThat(connectionsOf(other)).isEqualTo(1);
  }

  @Test
  void anotherProxyGetsConnectionsOfItsOwn() throws IOException {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(ProxySelector.of(null));
    try {
      assertThat(connectionsOf(first)).isEqualTo(1);
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void otherCertificatesGetConnectionsOfTheirOwn() throws IOException {
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    try {
      assertThat(connectionsOf(first)).isEqualTo(1);
    } finally {
      System.clearProperty("javax.net.ssl.trustStoreType");
    }
  }

  /** How many a file system of these settings opens for a request. */
  private static long connectionsOf(Configuration configuration) throws IOException {
    long before = proxy.connections();
    try (SandboxFileSystem files = new SandboxFileSystem()) {
      files.initialize(URI.create("s3://lake"), configuration);
      assertThat(files.exists(new Path("s3://lake/in.csv"))).isTrue();
    }
    return proxy.connections() - before;
  }
}
