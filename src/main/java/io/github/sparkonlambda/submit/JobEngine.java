package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import java.util.function.Consumer;

/**
 * Runs jobs. A job cannot tell from what it gets which engine runs it, and the caller cannot tell
 * from what comes of it.
 */
public interface JobEngine extends AutoCloseable {
  /**
   * Begins what takes long and needs no job. Does not wait, and fails only when a job is run.
   *
   * @param log takes what is printed while no job runs, from any thread
   */
  void start(Consumer<String> log);

  /**
   * Runs a job to its end. When it returns or throws, every process that the job started has ended
   * and its files in the run's folders are gone. For one job at a time.
   *
   * @param log takes each line of the job's output, from any thread
   * @throws JobFailedException if the job did not succeed
   * @throws DeadlineExceededException if it had to be ended
   * @throws PlatformException if it could not be started
   */
  JobReport run(Job job, Deadline deadline, Consumer<String> log);

  /** Ends whatever still runs. */
  @Override
  void close();
}
