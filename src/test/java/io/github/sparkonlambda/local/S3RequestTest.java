package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkonlambda.local.S3Request.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3RequestTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD   | /lake/a.csv | | HEAD lake/a.csv",
        "GET    | /lake/a.csv | | GET lake/a.csv",
        "GET    | /lake/a%20b%2Bc+d/%C3%A9 | | GET lake/a b+c+d/é",
        "GET    | /lake | list-type=2&prefix=t%2F&delimiter=%2F | LIST lake/t/",
        "GET    | /lake/ | prefix=&list-type=2 | LIST lake/",
        "GET    | /lake/ | | LIST lake/",
        "GET    | /lake | location | BUCKET lake/",
        "HEAD   | /lake | | BUCKET lake/",
        "PUT    | /lake | | BUCKET lake/",
        "PUT    | /lake/a | | PUT lake/a",
        "DELETE | /lake/a | | DELETE lake/a",
        "POST   | /lake | delete | DELETE lake/",
        "POST   | /lake/a | uploads | MULTIPART lake/a",
        "PUT    | /lake/a | partNumber=1&uploadId=7 | MULTIPART lake/a",
        "POST   | /lake/a | uploadId=7 | MULTIPART lake/a",
        "DELETE | /lake/a | uploadId=7 | MULTIPART lake/a",
        "GET    | /lake | uploads&prefix=a | MULTIPART lake/",
        "GET    | / | | OTHER /",
      })
  void tellsTheKindByMethodPathAndQuery(String method, String path, String query, String expected) {
    assertThat(S3Request.of(method, path, query == null ? "" : query, false)).hasToString(expected);
  }

  @Test
  void tellsACopyFromAPut() {
    assertThat(S3Request.of("PUT", "/lake/a", "x-id=CopyObject", true).kind()).isEqualTo(Kind.COPY);
    assertThat(S3Request.of("PUT", "/lake/a", "x-id=PutObject", false).kind()).isEqualTo(Kind.PUT);
  }

  @Test
  void countsByKind() {
    S3Request head = S3Request.of("HEAD", "/lake/a", "", false);
    S3Request put = S3Request.of("PUT", "/lake/a", "", false);
    assertThat(S3Request.byKind(List.of(put, head, head)))
        .containsOnly(entry(Kind.HEAD, 2L), entry(Kind.PUT, 1L));
  }
}
