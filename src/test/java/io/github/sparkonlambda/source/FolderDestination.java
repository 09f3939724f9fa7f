package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A JSON file for each batch given up: where its records lie, not what is in them, as an event
 * source mapping's destination gets it.
 */
final class FolderDestination implements Destination {
  private final Path folder;
  private final InstantSource clock;
  private int written;

  /** Files of this folder, which is created, by the order in which they came. */
  FolderDestination(Path folder, InstantSource clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.clock = requireNonNull(clock, "clock");
  }

  @Override
  public void discard(Batch batch, String error) throws IOException {
    Map<String, Object> positions = new LinkedHashMap<>();
    batch
        .positions()
        .forEach((p, ends) -> positions.put(p, Map.of("first", ends.get(0), "last", ends.get(1))));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("timestamp", clock.instant().toString());
    document.put("attempts", batch.attempts());
    document.put("error", error);
    document.put("batchSize", batch.records().size());
    document.put("positions", positions);
    Path file = folder.resolve("batch-%05d.json".formatted(++written));
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
  }
}
