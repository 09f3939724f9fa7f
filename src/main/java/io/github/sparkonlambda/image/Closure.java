package io.github.sparkonlambda.image;

import static org.apache.xbean.asm9.Opcodes.H_INVOKESTATIC;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.Type;

/**
 * What an {@code invokedynamic} of a serializable closure asks {@link
 * java.lang.invoke.LambdaMetafactory#altMetafactory} for.
 *
 * @param owner internal name of the class with the call
 * @param method the one method of the interface
 * @param factory takes the captured values, returns the interface
 * @param erased the method's descriptor in the interface
 * @param actual its descriptor with the types that this closure is for
 * @param body the static method with the code: takes the captured values, then the arguments
 * @param markers further interfaces
 * @param bridges further descriptors of the method
 */
record Closure(
    String owner,
    String method,
    Type factory,
    Type erased,
    Type actual,
    Handle body,
    List<Type> markers,
    List<Type> bridges) {
  private static final String FACTORIES = "java/lang/invoke/LambdaMetafactory";

  /** What makes them; also the constant by which a class with one is known. */
  static final String METAFACTORY = "altMetafactory";

  private static final int SERIALIZABLE = 1;
  private static final int MARKERS = 2;
  private static final int BRIDGES = 4;

  /** Where altMetafactory's own arguments begin, after those of the plain one and the flags. */
  private static final int FIRST_OPTION = 4;

  Closure {
    markers = List.copyOf(markers);
    bridges = List.copyOf(bridges);
  }

  /** Reads a call's operands; empty if it is not of a serializable closure with a static body. */
  static Optional<Closure> of(
      String owner, String method, String factory, Handle bootstrap, Object... arguments) {
    if (!bootstrap.getOwner().equals(FACTORIES) || !bootstrap.getName().equals(METAFACTORY)) {
      return Optional.empty();
    }
    int flags = (Integer) arguments[FIRST_OPTION - 1];
    Handle body = (Handle) arguments[1];
    if ((flags & SERIALIZABLE) == 0 || body.getTag() != H_INVOKESTATIC) {
      return Optional.empty();
    }
    int next = FIRST_OPTION;
    List<Type> markers = new ArrayList<>();
    if ((flags & MARKERS) != 0) {
      next = read(arguments, next, markers);
    }
    List<Type> bridges = new ArrayList<>();
    if ((flags & BRIDGES) != 0) {
      read(arguments, next, bridges);
    }
    return Optional.of(
        new Closure(
            owner,
            method,
            Type.getMethodType(factory),
            (Type) arguments[0],
            (Type) arguments[2],
            body,
            markers,
            bridges));
  }

  /** A count, then as many types. */
  private static int read(Object[] arguments, int from, List<Type> types) {
    int next = from + 1;
    for (int left = (Integer) arguments[from]; left > 0; left--) {
      types.add((Type) arguments[next++]);
    }
    return next;
  }

  /** The values that it keeps. */
  List<Type> captured() {
    return List.of(factory.getArgumentTypes());
  }

  /** The interface that it implements. */
  Type type() {
    return factory.getReturnType();
  }

  /** The descriptors of the method, each once. */
  List<Type> signatures() {
    return Stream.concat(Stream.of(erased), bridges.stream()).distinct().toList();
  }

  /**
   * Whether the method can call the body with no more than casts of references: what would have to
   * be boxed, unboxed or widened stays with the JVM.
   */
  boolean isPlain() {
    return signatures().stream().allMatch(this::isPlain);
  }

  private boolean isPlain(Type signature) {
    Type[] parameters = Type.getArgumentTypes(body.getDesc());
    int captured = captured().size();
    Type[] given = signature.getArgumentTypes();
    if (given.length + captured != parameters.length) {
      return false;
    }
    for (int i = 0; i < given.length; i++) {
      if (!passes(given[i], parameters[captured + i])) {
        return false;
      }
    }
    return passes(Type.getReturnType(body.getDesc()), signature.getReturnType());
  }

  private static boolean passes(Type from, Type to) {
    return from.equals(to) || (isReference(from) && isReference(to));
  }

  static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }
}
