package io.github.sparkonlambda.driver;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * Lets a job make a SparkContext of its own by {@code new}, of which Spark allows one at a time:
 * before each such call in the job's classes, {@link ResidentContext#giveWay} is called. Nothing
 * else could hear of it in time.
 */
final class ContextMaking extends ClassVisitor {
  private static final int API = Opcodes.ASM9;
  private static final String CONSTRUCTOR = "<init>";
  private static final Set<String> CONTEXTS =
      Set.of("org/apache/spark/SparkContext", "org/apache/spark/api/java/JavaSparkContext");

  /** {@code new JavaSparkContext(context)} makes none. */
  private static final String AROUND_ANOTHER = "(Lorg/apache/spark/SparkContext;)V";

  private static final String GIVES_WAY = ResidentContext.class.getName().replace('.', '/');

  private static final int MAJOR_VERSION = 7;
  private static final int NEWEST = Opcodes.V21;

  private boolean found;

  private ContextMaking(ClassWriter writer) {
    super(API, writer);
  }

  /** The class with the calls added, or as it is if it makes no context. */
  static byte[] announced(byte[] type) {
    // Any other class, which is nearly every one, is not worth taking apart; one of a newer Java
    // than this reader knows cannot be, and if it makes a context, Spark says that there is one.
    if (!new String(type, StandardCharsets.ISO_8859_1).contains("SparkContext")
        || Byte.toUnsignedInt(type[MAJOR_VERSION]) > NEWEST) {
      return type;
    }
    ClassReader reader = new ClassReader(type);
    ClassWriter writer = new ClassWriter(reader, 0);
    ContextMaking visitor = new ContextMaking(writer);
    reader.accept(visitor, 0);
    return visitor.found ? writer.toByteArray() : type;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    return new MethodVisitor(API, next) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String method, String descriptor, boolean isInterface) {
        if (method.equals(CONSTRUCTOR)
            && CONTEXTS.contains(owner)
            && !descriptor.equals(AROUND_ANOTHER)) {
          found = true;
          super.visitMethodInsn(Opcodes.INVOKESTATIC, GIVES_WAY, "giveWay", "()V", false);
        }
        super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
      }
    };
  }
}
