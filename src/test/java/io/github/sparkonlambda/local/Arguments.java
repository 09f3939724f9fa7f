package io.github.sparkonlambda.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code name=value} arguments that Maven hands over for {@code -Dname=value}; an empty value
 * counts as not given. Maven hands over no other names than those of the profile.
 */
public final class Arguments {
  private final Map<String, String> given = new TreeMap<>();

  /** Reads the arguments of a main method. */
  public Arguments(String... arguments) {
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length == 2 && !parts[1].isBlank()) {
        given.put(parts[0], parts[1].strip());
      }
    }
  }

  /** The value, if there is one. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(given.get(name));
  }

  /** The value, or else another. */
  public String text(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  /** The parts between the value's commas, or else those of another. */
  public List<String> list(String name, String otherwise) {
    return Arrays.stream(text(name, otherwise).split(",")).map(String::strip).toList();
  }

  /**
   * The value as a file that is there, if there is one.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public Optional<Path> file(String name) {
    Optional<Path> file = text(name).map(Path::of);
    file.filter(path -> !Files.isRegularFile(path))
        .ifPresent(
            path -> {
              throw new IllegalArgumentException("-D" + name + "=" + path + ": no such file");
            });
    return file;
  }

  /** The constant of this name, in any case. */
  public static <E extends Enum<E>> Optional<E> constant(E[] constants, String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(constants).filter(constant -> constant.name().equals(upper)).findFirst();
  }

  /** Whether the value is {@code true}. */
  public boolean isTrue(String name) {
    return text(name, "").equals("true");
  }

  /**
   * The value as a whole number over 0, or else another.
   *
   * @throws IllegalArgumentException if it is none
   */
  public int number(String name, int otherwise) {
    return text(name).map(text -> number(name, text)).orElse(otherwise);
  }

  /**
   * A part of the value of this name as a whole number over 0.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static int number(String name, String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException("-D" + name + "=" + text + ": not a whole number over 0");
    }
    return Integer.parseInt(text);
  }
}
