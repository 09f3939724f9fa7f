package io.github.sparkonlambda.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.fs.s3a.Constants;
import org.apache.hadoop.fs.s3a.Invoker;
import org.apache.hadoop.fs.s3a.Listing;
import org.apache.hadoop.fs.s3a.S3AFileStatus;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.S3ListRequest;
import org.apache.hadoop.fs.store.audit.AuditSpan;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.functional.FutureIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * S3A with fewer requests. It differs in this:
 *
 * <ol>
 *   <li>A file that must be new is created by one conditional PUT, where S3A asks first and then
 *       overwrites whatever came in between. That the file is there already shows when the stream
 *       is closed, no longer when it is opened; see {@link NewObjectStream}.
 *   <li>A file that may be overwritten is not looked for first. A folder of the same name, which
 *       S3A would refuse, stays as it is beside the file.
 *   <li>A file that is renamed to become a version of an Iceberg table is moved by such a PUT too:
 *       Iceberg's own commits, which a job may use, rely on a rename that replaces nothing.
 *   <li>The status of some objects is asked for once in an invocation; see {@link KnownObjects}.
 *   <li>Of folders that only Hudi has, and never a file in their place, S3 is asked as of folders
 *       alone. The one for a commit's markers is gone with the last of them: nobody looks for it
 *       when it is empty, and S3A would first write it again and then delete that.
 * </ol>
 *
 * Where a store knows no conditional PUT, {@code fs.s3a.create.conditional.enabled=false} brings
 * S3A's own way of creating files back.
 */
public final class SandboxFileSystem extends S3AFileSystem {
  private static final Pattern VERSION = Pattern.compile("v\\d+(\\.gz)?\\.metadata\\.json(\\.gz)?");

  private static final Logger LOG = LoggerFactory.getLogger(SandboxFileSystem.class);
  private static final int NEXT = 20;

  /** Folder of S3A's committers: what is created beneath it is not written there. */
  private static final String MAGIC = "/__magic";

  /** Folders of a Hudi table's own. */
  private static final Pattern HUDI_FOLDER =
      Pattern.compile(".*/\\.hoodie(/\\.schema|/timeline|/\\.temp/\\d{17})?");

  private static final Pattern MARKER_FOLDER = Pattern.compile(".*/\\.hoodie/\\.temp/\\d{17}");

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    Path path = makeQualified(file);
    KnownObjects.current().forget(path);
    if (!isConditionalCreateEnabled() || path.toUri().getPath().contains(MAGIC)) {
      return super.create(
          file, permission, overwrite, bufferSize, replication, blockSize, progress);
    }
    FSDataOutputStreamBuilder<?, ?> builder = createFile(path).recursive().overwrite(overwrite);
    if (progress != null) {
      builder.progress(progress);
    }
    if (overwrite) {
      builder.must(Constants.FS_S3A_CREATE_PERFORMANCE, true);
      return KnownObjects.current().isWrittenOnce(path)
          ? new NotedStream(builder.build(), this, path)
          : builder.build();
    }
    String writer = UUID.randomUUID().toString();
    builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    builder.must(Constants.FS_S3A_CREATE_HEADER + "." + NewObjectStream.WRITER, writer);
    return new NewObjectStream(builder.build(), this, path, writer);
  }

  /** Whether a file that must be new is created by a conditional PUT. */
  public boolean isConditionalCreateEnabled() {
    return getConf()
        .getBoolean(
            Constants.FS_S3A_CONDITIONAL_CREATE_ENABLED,
            Constants.DEFAULT_FS_S3A_CONDITIONAL_CREATE_ENABLED);
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
    KnownObjects.current().forget(makeQualified(path));
    return super.createFile(path);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path file,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    KnownObjects.current().forget(makeQualified(file));
    return super.createNonRecursive(
        file, permission, flags, bufferSize, replication, blockSize, progress);
  }

  @Override
  public void copyFromLocalFile(boolean move, boolean overwrite, Path from, Path to)
      throws IOException {
    try {
      super.copyFromLocalFile(move, overwrite, from, to);
    } finally {
      KnownObjects.current().forget(makeQualified(to));
    }
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    try {
      if (isConditionalCreateEnabled() && VERSION.matcher(to.getName()).matches()) {
        moveToNew(from, to);
        return true;
      }
      return super.rename(from, to);
    } finally {
      KnownObjects.current().forget(makeQualified(from));
      KnownObjects.current().forget(makeQualified(to));
    }
  }

  /**
   * Whoever commits by a rename takes an IOException for a commit that has not happened, and cleans
   * up. So none is thrown once that is not certain.
   */
  private void moveToNew(Path from, Path to) throws IOException {
    byte[] content;
    try (FSDataInputStream in = open(from)) {
      content = in.readAllBytes();
    }
    FSDataOutputStream out = create(to, false);
    try {
      out.write(content);
    } catch (IOException e) {
      out.abort(); // Closing would publish half a file.
      throw e;
    }
    try {
      out.close();
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("It is not known whether " + to + " was written", e);
    }
    try {
      delete(from, false);
    } catch (IOException e) {
      LOG.warn("{} is written, but {} could not be deleted", to, from, e);
    }
  }

  @Override
  protected void maybeCreateFakeParentDirectory(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder == null || !MARKER_FOLDER.matcher(folder.toUri().getPath()).matches()) {
      super.maybeCreateFakeParentDirectory(path);
    }
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (MARKER_FOLDER.matcher(path.toUri().getPath()).matches() && !isDirectory(path)) {
      return false;
    }
    try {
      return super.delete(path, recursive);
    } finally {
      // Afterwards: it may have been asked for meanwhile.
      KnownObjects.current().forget(makeQualified(path));
    }
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    Optional<S3AFileStatus> known = known(file);
    if (known.isPresent()) {
      return known.get();
    }
    FileStatus status = super.getFileStatus(file);
    KnownObjects.current().remember(status);
    return status;
  }

  @Override
  public boolean exists(Path file) throws IOException {
    if (isFolderOfHudi(file)) {
      return isDirectory(file);
    }
    if (KnownObjects.current().isMissing(makeQualified(file))) {
      return false;
    }
    if (covers(file)) {
      return status(file).isPresent();
    }
    boolean found = super.exists(file);
    if (!found) {
      KnownObjects.current().rememberMissing(makeQualified(file));
    }
    return found;
  }

  private static boolean isFolderOfHudi(Path path) {
    return HUDI_FOLDER.matcher(path.toUri().getPath()).matches();
  }

  @Override
  public boolean isDirectory(Path file) throws IOException {
    return covers(file)
        ? status(file).filter(FileStatus::isDirectory).isPresent()
        : super.isDirectory(file);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    Optional<S3AFileStatus> known = known(folder);
    if (known.isPresent()) {
      return new FileStatus[] {known.get()};
    }
    FileStatus[] found = super.listStatus(folder);
    for (FileStatus status : found) {
      KnownObjects.current().remember(status);
    }
    return found;
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    Optional<S3AFileStatus> known = askedFor(file);
    return known.isPresent()
        ? FutureIO.awaitFuture(openFile(file).withFileStatus(known.get()).build())
        : super.open(file, bufferSize);
  }

  @Override
  public CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path file, OpenFileParameters parameters) throws IOException {
    if (parameters.getStatus() == null) {
      askedFor(file).ifPresent(parameters::withStatus);
    }
    return super.openFileWithOptions(file, parameters);
  }

  /**
   * Files in one folder: at least the first twenty, as S3 sorts names, of those that begin with a
   * prefix and come after a name. One request, however many there are.
   *
   * @param prefix folder and beginning of the names
   * @param after a name
   */
  public List<FileStatus> listNext(Path prefix, String after) throws IOException {
    Path start = makeQualified(prefix);
    Path folder = start.getParent();
    S3ListRequest request = createListObjectsRequest(pathToKey(start), "/");
    if (request.isV1()) {
      List<FileStatus> all = new ArrayList<>(List.of(listStatus(folder)));
      all.removeIf(file -> !file.isFile() || !file.getPath().getName().startsWith(start.getName()));
      return all;
    }
    String key = pathToKey(new Path(folder, after));
    S3ListRequest page =
        S3ListRequest.v2(request.getV2().toBuilder().startAfter(key).maxKeys(NEXT).build());
    try (AuditSpan span = createSpan("list", start.toString(), null)) {
      span.activate();
      return Invoker.once("list", start.toString(), () -> listObjects(page, null))
          .getS3Objects()
          .stream()
          .map(this::status)
          .toList();
    }
  }

  private FileStatus status(S3Object object) {
    Path path = keyToQualifiedPath(object.key());
    return S3AUtils.createFileStatus(
        path, object, getDefaultBlockSize(path), getUsername(), object.eTag(), null, object.size());
  }

  /**
   * The files and folders directly in a folder whose names are not before this path's, sorted by
   * name, without those before being listed.
   *
   * @throws FileNotFoundException if there is no such folder
   */
  public List<FileStatus> listFrom(Path first) throws IOException {
    Path start = makeQualified(first);
    Path folder = start.getParent();
    List<FileStatus> found = new ArrayList<>();
    S3ListRequest request = createListObjectsRequest(pathToKey(folder) + "/", "/");
    if (request.isV1()) {
      found.addAll(List.of(listStatus(folder)));
    } else {
      found.addAll(
          list(
              folder,
              S3ListRequest.v2(
                  request.getV2().toBuilder().startAfter(before(pathToKey(start))).build())));
    }
    if (found.isEmpty() && !exists(folder)) {
      throw new FileNotFoundException("No such file or directory: " + folder);
    }
    found.removeIf(status -> status.getPath().getName().compareTo(start.getName()) < 0);
    found.sort(Comparator.comparing(status -> status.getPath().getName()));
    return found;
  }

  private List<FileStatus> list(Path folder, S3ListRequest request) throws IOException {
    RemoteIterator<S3AFileStatus> statuses =
        getListing()
            .createFileStatusListingIterator(
                folder,
                request,
                path -> true,
                new Listing.AcceptAllButSelfAndS3nDirs(folder),
                createSpan("list", folder.toString(), null));
    List<FileStatus> found = new ArrayList<>();
    while (statuses.hasNext()) {
      found.add(statuses.next());
    }
    return found;
  }

  /** A key before this one, as S3 sorts them; ours end in plain ASCII. */
  private static String before(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1]--;
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The job has written a file of this length. */
  void written(Path path, long length) {
    KnownObjects.current()
        .written(
            new S3AFileStatus(
                length,
                System.currentTimeMillis(),
                path,
                getDefaultBlockSize(path),
                getUsername(),
                KnownObjects.current().takeTag(path),
                null));
  }

  private Optional<S3AFileStatus> known(Path file) {
    return KnownObjects.current().of(makeQualified(file));
  }

  /** The status with which to open a file: S3A asks for it too, but keeps it to itself. */
  private Optional<S3AFileStatus> askedFor(Path file) throws IOException {
    if (covers(file)) {
      status(file); // If it is missing, S3A says so.
    }
    return known(file);
  }

  private boolean covers(Path file) {
    return KnownObjects.current().covers(makeQualified(file));
  }

  private Optional<FileStatus> status(Path file) throws IOException {
    try {
      return Optional.of(getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
