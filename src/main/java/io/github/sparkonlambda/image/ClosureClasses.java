package io.github.sparkonlambda.image;

import static org.apache.xbean.asm9.Opcodes.ACC_PRIVATE;
import static org.apache.xbean.asm9.Opcodes.ASM9;
import static org.apache.xbean.asm9.Opcodes.INVOKESTATIC;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * A class whose closures are given classes of their own: each {@code invokedynamic} that would make
 * one becomes a call of its class. Closures with a private body stay as they are, which Scala's
 * never have: only the JVM's own class of a closure may call it.
 */
final class ClosureClasses extends ClassVisitor {
  /** Between the name of a closure's owner and its number. */
  static final String INFIX = "$$Lambda$";

  /** Where a class file has its version; later ones than the library knows are left as they are. */
  private static final int MAJOR_VERSION = 7;

  private final String owner;
  private final Set<String> callable;
  private final Predicate<String> wanted;
  private final Map<String, byte[]> closures = new LinkedHashMap<>();
  private int number;

  private ClosureClasses(
      ClassWriter writer, String owner, Set<String> callable, Predicate<String> wanted) {
    super(ASM9, writer);
    this.owner = owner;
    this.callable = callable;
    this.wanted = wanted;
  }

  /**
   * The class and those of its closures by internal name; empty if it has none.
   *
   * @param bytes the class
   * @param wanted which closures become classes, by the name of the class
   */
  static Map<String, byte[]> of(byte[] bytes, Predicate<String> wanted) {
    // Of a hundred thousand classes five thousand have closures: the others are not worth parsing.
    if (Byte.toUnsignedInt(bytes[MAJOR_VERSION]) > Opcodes.V21
        || !new String(bytes, StandardCharsets.ISO_8859_1).contains(Closure.METAFACTORY)) {
      return Map.of();
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    ClosureClasses classes =
        new ClosureClasses(writer, reader.getClassName(), callable(reader), wanted);
    reader.accept(classes, 0);
    if (classes.closures.isEmpty()) {
      return Map.of();
    }
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put(classes.owner, writer.toByteArray());
    all.putAll(classes.closures);
    return all;
  }

  /** The methods that another class of the package may call. */
  private static Set<String> callable(ClassReader reader) {
    Set<String> methods = new HashSet<>();
    ClassVisitor visitor =
        new ClassVisitor(ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & ACC_PRIVATE) == 0) {
              methods.add(name + descriptor);
            }
            return null;
          }
        };
    reader.accept(visitor, ClassReader.SKIP_CODE);
    return methods;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    MethodVisitor writer = super.visitMethod(access, name, descriptor, signature, exceptions);
    return new MethodVisitor(ASM9, writer) {
      @Override
      public void visitInvokeDynamicInsn(
          String method, String factory, Handle bootstrap, Object... arguments) {
        Optional<String> closure =
            Closure.of(owner, method, factory, bootstrap, arguments)
                .filter(ClosureClasses.this::isCallable)
                .flatMap(ClosureClasses.this::add);
        if (closure.isPresent()) {
          visitMethodInsn(INVOKESTATIC, closure.get(), ClosureWriter.FACTORY, factory, false);
        } else {
          super.visitInvokeDynamicInsn(method, factory, bootstrap, arguments);
        }
      }
    };
  }

  private boolean isCallable(Closure closure) {
    Handle body = closure.body();
    return closure.isPlain()
        && body.getOwner().equals(owner)
        && callable.contains(body.getName() + body.getDesc());
  }

  /** A closure's name is the same whichever of them are wanted. */
  private Optional<String> add(Closure closure) {
    String name = owner + INFIX + number++;
    if (!wanted.test(name)) {
      return Optional.empty();
    }
    closures.put(name, ClosureWriter.write(name, closure));
    return Optional.of(name);
  }
}
