package caravan.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights that the commands in the documents grant, for any prefix of the topics. */
public final class DocumentedRights {

  private static final Path PAGE = Path.of("docs", "configuration.md");
  private static final Pattern COMMAND =
      Pattern.compile("^kafka-acls\\.sh (?:.*\\\\\\n)*.*$", Pattern.MULTILINE);
  private static final Pattern OPTION = Pattern.compile("--(\\S+)(?: ([^-\\s\\\\]\\S*))?");

  private DocumentedRights() {}

  /**
   * All of them, one operation each.
   *
   * @param prefix what the documents call {@code caravan}
   */
  public static List<AclBinding> of(String prefix) {
    try {
      List<AclBinding> rights = new ArrayList<>();
      Matcher commands = COMMAND.matcher(Files.readString(PAGE));
      while (commands.find()) {
        rights.addAll(granted(commands.group(), prefix));
      }
      return rights;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<AclBinding> granted(String command, String prefix) {
    String principal = null;
    PatternType pattern = PatternType.LITERAL;
    List<ResourcePattern> resources = new ArrayList<>();
    List<AclOperation> operations = new ArrayList<>();
    Matcher options = OPTION.matcher(command);
    while (options.find()) {
      String value = options.group(2);
      switch (options.group(1)) {
        case "allow-principal" -> principal = value;
        case "resource-pattern-type" ->
            pattern = PatternType.fromString(value.toUpperCase(Locale.ROOT));
        case "operation" -> operations.add(operation(value));
        case "topic" -> resources.add(resource(ResourceType.TOPIC, value, prefix));
        case "group" -> resources.add(resource(ResourceType.GROUP, value, prefix));
        case "transactional-id" ->
            resources.add(resource(ResourceType.TRANSACTIONAL_ID, value, prefix));
        case "bootstrap-server", "add" -> {
          // How to get there, and what to do.
        }
        default -> throw new IllegalStateException("Unknown option in " + command);
      }
    }
    List<AclBinding> granted = new ArrayList<>();
    for (ResourcePattern one : resources) {
      for (AclOperation operation : operations) {
        granted.add(
            new AclBinding(
                new ResourcePattern(one.resourceType(), one.name(), pattern),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
      }
    }
    return granted;
  }

  private static ResourcePattern resource(ResourceType type, String name, String prefix) {
    return new ResourcePattern(
        type, name.replaceFirst("^caravan", Matcher.quoteReplacement(prefix)), PatternType.LITERAL);
  }

  /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS} in Java. */
  private static AclOperation operation(String word) {
    return AclOperation.fromString(
        word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }
}
