package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {
  @ParameterizedTest
  @CsvSource({
    "spark.hadoop.fs.s3a.secret.key,x,spark.hadoop.fs.s3a.secret.key=*****",
    "spark.hadoop.fs.s3a.access.key,x,spark.hadoop.fs.s3a.access.key=*****",
    "my.Password,x,my.Password=*****",
    "session.token,x,session.token=*****",
    "spark.app.db.pwd,x,spark.app.db.pwd=*****",
    "private_key_passphrase,x,private_key_passphrase=*****",
    "spark.jars,https://b/x.jar?X-Amz-Signature=x,spark.jars=*****",
    "spark.hadoop.fs.s3a.encryption.key,x,spark.hadoop.fs.s3a.encryption.key=*****",
    "spark.hadoop.fs.azure.account.key.host,x,spark.hadoop.fs.azure.account.key.host=*****",
    "spark.x,https://user:word@host/path,spark.x=https://*****@host/path",
    "spark.master,local[2],spark.master=local[2]",
    "spark.url,jdbc:x?password=p,spark.url=*****",
    "spark.hadoop.fs.s3a.aws.credentials.provider,P,spark.hadoop.fs.s3a.aws.credentials.provider=P",
  })
  void hidesWhatIsSecretAndNothingElse(String name, String value, String line) {
    assertThat(Redaction.line(Map.entry(name, value))).isEqualTo(line);
  }

  @Test
  void hidesSecretSystemPropertiesAmongOthers() {
    assertThat(Redaction.text("-Dtoken=$1 -Da=$2 -Dmy.password=\"two words\" -Dapi.key=k -Db=c"))
        .isEqualTo("-Dtoken=***** -Da=$2 -Dmy.password=***** -Dapi.key=***** -Db=c");
  }
}
