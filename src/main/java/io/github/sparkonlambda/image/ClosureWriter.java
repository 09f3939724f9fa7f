package io.github.sparkonlambda.image;

import static org.apache.xbean.asm9.Opcodes.AASTORE;
import static org.apache.xbean.asm9.Opcodes.ACC_FINAL;
import static org.apache.xbean.asm9.Opcodes.ACC_PRIVATE;
import static org.apache.xbean.asm9.Opcodes.ACC_PUBLIC;
import static org.apache.xbean.asm9.Opcodes.ACC_STATIC;
import static org.apache.xbean.asm9.Opcodes.ACC_SUPER;
import static org.apache.xbean.asm9.Opcodes.ACC_SYNTHETIC;
import static org.apache.xbean.asm9.Opcodes.ALOAD;
import static org.apache.xbean.asm9.Opcodes.ANEWARRAY;
import static org.apache.xbean.asm9.Opcodes.ARETURN;
import static org.apache.xbean.asm9.Opcodes.CHECKCAST;
import static org.apache.xbean.asm9.Opcodes.DUP;
import static org.apache.xbean.asm9.Opcodes.GETFIELD;
import static org.apache.xbean.asm9.Opcodes.GETSTATIC;
import static org.apache.xbean.asm9.Opcodes.ILOAD;
import static org.apache.xbean.asm9.Opcodes.INVOKESPECIAL;
import static org.apache.xbean.asm9.Opcodes.INVOKESTATIC;
import static org.apache.xbean.asm9.Opcodes.IRETURN;
import static org.apache.xbean.asm9.Opcodes.NEW;
import static org.apache.xbean.asm9.Opcodes.PUTFIELD;
import static org.apache.xbean.asm9.Opcodes.PUTSTATIC;
import static org.apache.xbean.asm9.Opcodes.RETURN;
import static org.apache.xbean.asm9.Opcodes.V1_8;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Type;

/**
 * Writes a class that does what the one does that the JVM would make of a closure at its first use:
 * final and synthetic, one object for all if it captures nothing, and written by Java's
 * serialization as a {@link java.lang.invoke.SerializedLambda}. Reading that gives a closure of the
 * JVM's own. Kryo, which knows the JVM's by their names, writes the fields of this one.
 */
final class ClosureWriter {
  /** The static method that takes the place of the invokedynamic. */
  static final String FACTORY = "get$Lambda";

  private static final String ONLY = "only";
  private static final String CAPTURED = "captured";
  private static final String CONSTRUCTOR = "<init>";
  private static final String OBJECT = "java/lang/Object";
  private static final String SERIALIZED = "java/lang/invoke/SerializedLambda";

  private final String name;
  private final Closure closure;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
  private final String constructor;

  private ClosureWriter(String name, Closure closure) {
    this.name = name;
    this.closure = closure;
    this.constructor =
        Type.getMethodDescriptor(Type.VOID_TYPE, closure.captured().toArray(new Type[0]));
  }

  /** The class of this internal name. */
  static byte[] write(String name, Closure closure) {
    return new ClosureWriter(name, closure).write();
  }

  private byte[] write() {
    Set<String> interfaces = new LinkedHashSet<>();
    interfaces.add(closure.type().getInternalName());
    closure.markers().forEach(marker -> interfaces.add(marker.getInternalName()));
    interfaces.add("java/io/Serializable");
    writer.visit(
        V1_8,
        ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC,
        name,
        null,
        OBJECT,
        interfaces.toArray(new String[0]));
    constructor();
    factory();
    closure.signatures().forEach(this::method);
    writeReplace();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void constructor() {
    MethodVisitor code = writer.visitMethod(ACC_PRIVATE, CONSTRUCTOR, constructor, null, null);
    code.visitCode();
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(INVOKESPECIAL, OBJECT, CONSTRUCTOR, "()V", false);
    int local = 1;
    List<Type> captured = closure.captured();
    for (int i = 0; i < captured.size(); i++) {
      Type type = captured.get(i);
      writer.visitField(ACC_PRIVATE | ACC_FINAL, CAPTURED + i, type.getDescriptor(), null, null);
      code.visitVarInsn(ALOAD, 0);
      code.visitVarInsn(type.getOpcode(ILOAD), local);
      code.visitFieldInsn(PUTFIELD, name, CAPTURED + i, type.getDescriptor());
      local += type.getSize();
    }
    code.visitInsn(RETURN);
    end(code);
  }

  private void factory() {
    boolean only = closure.captured().isEmpty();
    String descriptor = "L" + name + ";";
    if (only) {
      writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, ONLY, descriptor, null, null);
      MethodVisitor code = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
      code.visitCode();
      make(code);
      code.visitFieldInsn(PUTSTATIC, name, ONLY, descriptor);
      code.visitInsn(RETURN);
      end(code);
    }
    MethodVisitor code =
        writer.visitMethod(ACC_STATIC, FACTORY, closure.factory().getDescriptor(), null, null);
    code.visitCode();
    if (only) {
      code.visitFieldInsn(GETSTATIC, name, ONLY, descriptor);
    } else {
      make(code);
    }
    code.visitInsn(ARETURN);
    end(code);
  }

  private void make(MethodVisitor code) {
    code.visitTypeInsn(NEW, name);
    code.visitInsn(DUP);
    int local = 0;
    for (Type type : closure.captured()) {
      code.visitVarInsn(type.getOpcode(ILOAD), local);
      local += type.getSize();
    }
    code.visitMethodInsn(INVOKESPECIAL, name, CONSTRUCTOR, constructor, false);
  }

  private void method(Type signature) {
    MethodVisitor code =
        writer.visitMethod(ACC_PUBLIC, closure.method(), signature.getDescriptor(), null, null);
    code.visitCode();
    List<Type> captured = closure.captured();
    for (int i = 0; i < captured.size(); i++) {
      loadCaptured(code, i);
    }
    Type[] parameters = Type.getArgumentTypes(closure.body().getDesc());
    Type[] actual = closure.actual().getArgumentTypes();
    Type[] given = signature.getArgumentTypes();
    int local = 1;
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(ILOAD), local);
      cast(code, given[i], actual[i]);
      cast(code, actual[i], parameters[captured.size() + i]);
      local += given[i].getSize();
    }
    code.visitMethodInsn(
        INVOKESTATIC,
        closure.body().getOwner(),
        closure.body().getName(),
        closure.body().getDesc(),
        closure.body().isInterface());
    Type result = signature.getReturnType();
    cast(code, Type.getReturnType(closure.body().getDesc()), result);
    code.visitInsn(result.getOpcode(IRETURN));
    end(code);
  }

  private static void cast(MethodVisitor code, Type from, Type to) {
    if (Closure.isReference(to) && !from.equals(to) && !to.getInternalName().equals(OBJECT)) {
      code.visitTypeInsn(CHECKCAST, to.getInternalName());
    }
  }

  private void writeReplace() {
    MethodVisitor code =
        writer.visitMethod(
            ACC_PRIVATE | ACC_FINAL, "writeReplace", "()Ljava/lang/Object;", null, null);
    code.visitCode();
    code.visitTypeInsn(NEW, SERIALIZED);
    code.visitInsn(DUP);
    code.visitLdcInsn(Type.getObjectType(closure.owner()));
    code.visitLdcInsn(closure.type().getInternalName());
    code.visitLdcInsn(closure.method());
    code.visitLdcInsn(closure.erased().getDescriptor());
    code.visitLdcInsn(closure.body().getTag());
    code.visitLdcInsn(closure.body().getOwner());
    code.visitLdcInsn(closure.body().getName());
    code.visitLdcInsn(closure.body().getDesc());
    code.visitLdcInsn(closure.actual().getDescriptor());
    List<Type> captured = closure.captured();
    code.visitLdcInsn(captured.size());
    code.visitTypeInsn(ANEWARRAY, OBJECT);
    for (int i = 0; i < captured.size(); i++) {
      code.visitInsn(DUP);
      code.visitLdcInsn(i);
      loadCaptured(code, i);
      box(code, captured.get(i));
      code.visitInsn(AASTORE);
    }
    code.visitMethodInsn(
        INVOKESPECIAL,
        SERIALIZED,
        CONSTRUCTOR,
        "(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;ILjava/lang/String;"
            + "Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/Object;)V",
        false);
    code.visitInsn(ARETURN);
    end(code);
  }

  private void loadCaptured(MethodVisitor code, int i) {
    code.visitVarInsn(ALOAD, 0);
    code.visitFieldInsn(GETFIELD, name, CAPTURED + i, closure.captured().get(i).getDescriptor());
  }

  private static void box(MethodVisitor code, Type type) {
    String box =
        switch (type.getSort()) {
          case Type.BOOLEAN -> "Boolean";
          case Type.CHAR -> "Character";
          case Type.BYTE -> "Byte";
          case Type.SHORT -> "Short";
          case Type.INT -> "Integer";
          case Type.FLOAT -> "Float";
          case Type.LONG -> "Long";
          case Type.DOUBLE -> "Double";
          default -> "";
        };
    if (!box.isEmpty()) {
      String owner = "java/lang/" + box;
      code.visitMethodInsn(
          INVOKESTATIC, owner, "valueOf", "(" + type.getDescriptor() + ")L" + owner + ";", false);
    }
  }

  private static void end(MethodVisitor code) {
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
