package caravan.harsh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.objectweb.asm.ClassWriter;

/** Sets the clock of other processes, which are started with {@link #options}. */
final class ProcessClock {

  private final Path file;
  private final Path agent;
  private final MappedByteBuffer added;

  /** A clock that is right; a folder takes what the processes need. */
  ProcessClock(Path folder) throws IOException {
    file = Files.write(folder.resolve("clock"), ByteBuffer.allocate(Long.BYTES).array());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      added = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
    }
    Path boot = jar(folder.resolve("set-clock.jar"), new Manifest(), "SetClock");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Premain-Class", ClockAgent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    attributes.putValue("Boot-Class-Path", boot.getFileName().toString());
    attributes.putValue(
        "Class-Path",
        ClassWriter.class.getProtectionDomain().getCodeSource().getLocation().toString());
    agent =
        jar(
            folder.resolve("clock-agent.jar"),
            manifest,
            "ClockAgent",
            "ClockAgent$Transformer",
            "ClockAgent$Redirected",
            "ClockAgent$Calls");
  }

  private static Path jar(Path file, Manifest manifest, String... classes) throws IOException {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (String name : classes) {
        jar.putNextEntry(new JarEntry("caravan/harsh/" + name + ".class"));
        try (InputStream code = ProcessClock.class.getResourceAsStream(name + ".class")) {
          code.transferTo(jar);
        }
      }
    }
    return file;
  }

  /** What a Java process has to be started with. */
  String options() {
    return "-Dharsh.clock=" + file + " -javaagent:" + agent;
  }

  /** Sets it so far ahead of the machine's, or behind. */
  void set(Duration ahead) {
    added.putLong(0, ahead.toMillis());
  }
}
