package caravan.doctor.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Name and version of the product. */
public final class Version implements CommandLine.IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"caravan " + number()};
  }

  /** The version alone. */
  public static String number() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream("/caravan/version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
