package io.github.sparkonlambda.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/** Folders that come and go with an invocation. */
public final class Folders {
  private Folders() {}

  /**
   * Creates a folder that only this user can read, and its parents.
   *
   * @throws IOException if it cannot be created
   */
  public static Path createPrivate(Path folder) throws IOException {
    return Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * Deletes a folder and all it holds; a symbolic link is deleted, not followed. Files that others
   * delete meanwhile are no error, nor is a folder that is not there.
   *
   * @throws UncheckedIOException if something cannot be deleted
   */
  public static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes all that a folder holds, as {@link #delete} does; the folder itself stays.
   *
   * @throws UncheckedIOException if something cannot be deleted
   */
  public static void empty(Path folder) {
    try {
      Deletion.open(folder);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(Folders::delete);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    private final Set<Path> opened = new HashSet<>();

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      remove(file);
      return FileVisitResult.CONTINUE;
    }

    private static void remove(Path path) throws IOException {
      try {
        Files.deleteIfExists(path);
      } catch (AccessDeniedException e) {
        open(path.toAbsolutePath().getParent());
        Files.deleteIfExists(path);
      }
    }

    private static void open(Path folder) throws IOException {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      if (failure instanceof AccessDeniedException && opened.add(file)) {
        // A job may have taken its own rights away.
        open(file.toAbsolutePath().getParent());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          open(file);
        }
        Files.walkFileTree(file, this);
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      remove(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
