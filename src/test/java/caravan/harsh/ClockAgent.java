package caravan.harsh;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import java.util.Timer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Gives a process a clock that can be set while it runs, as a person or a time service sets that of
 * a machine: {@link SetClock}. Everything in it goes by that clock, the clients of Kafka included.
 * Running time ({@link System#nanoTime}) goes on, as it does on a machine.
 */
public final class ClockAgent {

  private static final String SET_CLOCK = "caravan/harsh/SetClock";
  private static final String MILLIS = "currentTimeMillis";
  private static final String CLOCK = "java/time/Clock";

  /** Classes of the JDK that read the machine's clock for others. */
  private static final Set<String> OF_JDK =
      Set.of(
          CLOCK,
          "java/time/Clock$SystemClock",
          "java/util/Date",
          "java/util/Timer",
          "java/util/TimerThread");

  private ClockAgent() {}

  /** Entry point of an agent. */
  public static void premain(String arguments, Instrumentation instrumentation)
      throws UnmodifiableClassException, ClassNotFoundException {
    instrumentation.addTransformer(new Transformer(), true);
    instrumentation.retransformClasses(
        Clock.class,
        Class.forName("java.time.Clock$SystemClock"),
        Date.class,
        Timer.class,
        Class.forName("java.util.TimerThread"));
  }

  private static final class Transformer implements ClassFileTransformer {

    private static final byte[] WANTED = MILLIS.getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] transform(
        ClassLoader loader, String name, Class<?> before, ProtectionDomain domain, byte[] code) {
      boolean ofJdk = loader == null || name.startsWith("java/") || name.startsWith("jdk/");
      if (ofJdk ? !OF_JDK.contains(name) : !contains(code)) {
        return null;
      }
      ClassReader reader = new ClassReader(code);
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(new Redirected(writer, name), 0);
      return writer.toByteArray();
    }

    private static boolean contains(byte[] code) {
      for (int i = 0; i + WANTED.length <= code.length; i++) {
        int same = 0;
        while (same < WANTED.length && code[i + same] == WANTED[same]) {
          same++;
        }
        if (same == WANTED.length) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class Redirected extends ClassVisitor {

    private final String name;

    Redirected(ClassVisitor next, String name) {
      super(Opcodes.ASM9, next);
      this.name = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
      boolean clock = name.equals(CLOCK);
      boolean instant = clock && method.equals("currentInstant");
      return clock && !instant ? next : new Calls(next, instant);
    }
  }

  private static final class Calls extends MethodVisitor {

    private final boolean instant;

    Calls(MethodVisitor next, boolean instant) {
      super(Opcodes.ASM9, next);
      this.instant = instant;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String method, String descriptor, boolean ofInterface) {
      // The clock itself only uses it to find the second that it counts from.
      boolean millis = !instant && owner.equals("java/lang/System") && method.equals(MILLIS);
      super.visitMethodInsn(opcode, millis ? SET_CLOCK : owner, method, descriptor, ofInterface);
    }

    @Override
    public void visitInsn(int opcode) {
      if (instant && opcode == Opcodes.ARETURN) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            SET_CLOCK,
            "of",
            "(Ljava/time/Instant;)Ljava/time/Instant;",
            false);
      }
      super.visitInsn(opcode);
    }
  }
}
