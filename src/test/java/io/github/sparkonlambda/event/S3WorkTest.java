package io.github.sparkonlambda.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.ObjectChange;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3WorkTest {
  private static final Set<ObjectChange> CREATED = EnumSet.of(ObjectChange.CREATED);
  private static final Set<ObjectChange> ALL = EnumSet.allOf(ObjectChange.class);

  @Test
  void tellsWhatHappenedToEachObjectAndDecodesItsKey() {
    S3Work all = work(Fixtures.json("s3"), EnumSet.allOf(ObjectChange.class));
    assertThat(all.objects())
        .extracting(S3Object::key)
        .containsExactly("in/a b/cé+.csv", "in/d.csv", "in/_SUCCESS", "in/old.csv", "in/d.csv");
    assertThat(all.objects())
        .extracting(S3Object::change)
        .containsExactly(
            ObjectChange.CREATED,
            ObjectChange.CREATED,
            ObjectChange.EMPTY,
            ObjectChange.REMOVED,
            ObjectChange.OTHER);
    assertThat(all.objects().get(0))
        .isEqualTo(
            new S3Object(
                "lake",
                "in/a b/cé+.csv",
                Optional.of(12L),
                Optional.of("e1"),
                Optional.of("v1"),
                ObjectChange.CREATED,
                Optional.empty()));
  }

  @Test
  void runsForNewObjectsOnlyUnlessToldOtherwise() {
    assertThat(work(Fixtures.json("s3"), CREATED).objects()).hasSize(2);
    assertThat(work(Fixtures.json("s3"), EnumSet.of(ObjectChange.REMOVED)).objects())
        .extracting(S3Object::uri)
        .containsExactly("s3://lake/in/old.csv");
    String removed = Fixtures.json("s3").replaceAll("ObjectCreated:\\w+", "ObjectRemoved:Delete");
    assertThat(work(removed, CREATED).nothing().orElseThrow())
        .startsWith(
            "FILTER_EVENTS=created leaves none of its 5 objects: removed s3://lake/in/a"
                + " b/cé+.csv, ");
  }

  @Test
  void takesKeysOfEventBridgeAsTheyAre() {
    assertThat(work(Fixtures.json("s3-eventbridge"), CREATED).objects())
        .extracting(S3Object::uri)
        .containsExactly("s3://lake/in/a+b%2F é.csv");
  }

  @Test
  void looksIntoSqsAndSns() {
    List<S3Object> inSqs = work(Fixtures.json("s3-in-sqs"), CREATED).objects();
    assertThat(inSqs)
        .extracting(o -> o.messageId().orElseThrow())
        .containsExactly("m1", "m1", "m4");
    assertThat(work(Fixtures.json("s3-in-sns-in-sqs"), CREATED).objects()).hasSize(2);
    String sns = "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": %s}}]}";
    String message = Fixtures.written(Fixtures.json("s3"));
    assertThat(work(sns.formatted(message), CREATED).objects()).hasSize(2);
  }

  @Test
  void hasNothingToDoForTestEventsButForOtherMessagesBesideThem() {
    assertThat(work(Fixtures.json("s3-test"), CREATED).nothing())
        .contains("It is a test event of S3.");
    String message = Fixtures.written(Fixtures.json("s3-test"));
    String queued = "{\"eventSource\": \"aws:sqs\", \"messageId\": \"m\", \"body\": %s}";
    String test = queued.formatted(message);
    assertThat(work("{\"Records\": [%s]}".formatted(test), CREATED).nothing()).isPresent();
    String other = queued.formatted("\"other\"");
    assertThat(work("{\"Records\": [%s, %s]}".formatted(test, other), CREATED).nothing()).isEmpty();
    for (String event : List.of("{}", "{\"Records\": []}", Fixtures.json("kinesis"))) {
      assertThat(work(event, CREATED))
          .isEqualTo(new S3Work(List.of(), List.of(), 0, Optional.empty()));
    }
  }

  @Test
  void setsMessagesApartThatCannotBeRead() {
    String queued = "{\"eventSource\": \"aws:sqs\", \"messageId\": \"%s\", \"body\": %s}";
    String good = queued.formatted("good", Fixtures.written(Fixtures.json("s3")));
    // Its second object is the one without a key.
    String keyless = Fixtures.json("s3").replace("\"key\": \"in/old.csv\"", "\"no\": 1");
    String bad = queued.formatted("bad", Fixtures.written(keyless));
    S3Work work = work("{\"Records\": [%s, %s]}".formatted(bad, good), ALL);
    assertThat(work.objects())
        .hasSameSizeAs(work(Fixtures.json("s3"), ALL).objects())
        .allMatch(object -> object.messageId().equals(Optional.of("good")));
    assertThat(work.unreadable())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.id()).isEqualTo("bad");
              assertThat(record.reason()).contains("SQS event: ", "key is missing");
            });
    S3Work lone = work("{\"Records\": [%s]}".formatted(bad), ALL);
    assertThat(lone.unreadable()).hasSize(1);
    assertThat(lone.nothing()).contains("None of its 1 messages can be read.");
    String cut = queued.formatted("cut", Fixtures.written(Fixtures.json("s3").substring(0, 90)));
    String other = queued.formatted("other", "\"other\"");
    work = work("{\"Records\": [%s, %s, %s]}".formatted(cut, good, other), ALL);
    assertThat(work.unreadable()).singleElement().matches(record -> record.id().equals("cut"));
    assertThat(work.unreadable().get(0).reason())
        .isEqualTo("SQS event: Records[0].body is no JSON.");
    assertThat(work.others()).isEqualTo(1);
    assertThat(work("{\"Records\": [null, %s]}".formatted(good), ALL).unreadable())
        .singleElement()
        .extracting(UnreadableRecord::reason)
        .isEqualTo("SQS event: Records[0] is null or of another source than the batch.");
    assertThat(work("{\"Records\": [%s, %s]}".formatted(cut, other), ALL).unreadable()).isEmpty();
  }

  @Test
  void namesSourceAndFieldThatCannotBeRead() {
    String event = Fixtures.json("s3");
    assertThatThrownBy(() -> work(event.replace("\"key\": \"in/old.csv\"", "\"no\": 1"), CREATED))
        .hasMessage("S3 event: Records[3].s3.object.key is missing.");
    assertThatThrownBy(() -> work(event.replace("in/old.csv", "%zz"), CREATED))
        .hasMessage("S3 event: Records[3].s3.object.key is not URL-encoded.");
    String file = "x,file:///proc/self/environ";
    assertThatThrownBy(
            () -> work(event.replace("\"name\": \"lake\"", "\"name\": \"" + file + "\""), CREATED))
        .hasMessage("S3 event: Records[0].s3.bucket.name is no name of a bucket.");
    assertThatThrownBy(() -> work(event.replace("in/old.csv", "%00"), CREATED))
        .hasMessage("S3 event: Records[3].s3.object.key has a NUL in it.");
    assertThatThrownBy(() -> work(event.replace("12,", "\"big\","), CREATED))
        .hasMessage("S3 event: Records[0].s3.object.size is no whole number.");
  }

  @Test
  void makesAGlobThatFindsExactlyTheseObjects(@TempDir java.nio.file.Path folder) throws Exception {
    List<String> names =
        List.of("a,b", "a{1}", "[x]", "st*r", "q?", "back\\slash", "sp ace+%2F", "é", "plain");
    FileSystem local = FileSystem.getLocal(new Configuration());
    java.nio.file.Path in = Files.createDirectory(folder.resolve("in"));
    for (String name : names) {
      Files.createFile(in.resolve(name));
      Files.createFile(in.resolve("another " + name));
    }
    List<S3Object> objects = names.stream().map(name -> object("lake", "in/" + name)).toList();
    assertThat(found(local, folder, InputPath.of(objects))).hasSize(names.size());
    for (S3Object each : objects) {
      assertThat(found(local, folder, InputPath.of(List.of(each)))).hasSize(1);
    }
    List<S3Object> top = names.stream().map(name -> object("lake", name)).toList();
    assertThat(found(local, in, InputPath.of(top))).as("without a folder").hasSize(names.size());
  }

  @Test
  void hasNoPathForSeveralBucketsOrMoreThanAVariableHolds() {
    assertThat(InputPath.of(List.of(object("a", "k"), object("b", "k")))).isEmpty();
    assertThat(InputPath.of(List.of(object("a", "k"), object("a", "k")))).contains("s3://a/k");
    for (String key : List.of("in/../x", "in//x", "./x", "in/..", "in/", "/x")) {
      assertThat(InputPath.of(List.of(object("a", key)))).as(key).isEmpty();
    }
    assertThat(InputPath.of(List.of(object("a", "in/.x..y/10:00")))).isPresent();
    assertThat(InputPath.of(List.of(object("a", "10:00"), object("a", "k")))).isEmpty();
    List<S3Object> many =
        IntStream.range(0, 10_000).mapToObj(i -> object("a", "in/file-" + i)).toList();
    assertThat(InputPath.of(many)).isEmpty();
    assertThat(InputPath.of(many.subList(0, 1000))).isPresent();
  }

  private static FileStatus[] found(
      FileSystem local, java.nio.file.Path folder, Optional<String> path) throws Exception {
    String inFolder = path.orElseThrow().replace("s3://lake/", folder.toUri().toString());
    return local.globStatus(new Path(inFolder));
  }

  private static S3Object object(String bucket, String key) {
    return new S3Object(
        bucket,
        key,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ObjectChange.CREATED,
        Optional.empty());
  }

  private static S3Work work(String json, Set<ObjectChange> wanted) {
    Map<String, Object> fields = Fixtures.fields(json);
    return S3Work.of(Fixtures.event(fields), wanted);
  }
}
