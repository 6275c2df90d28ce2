package caravan.doctor.sheet;

import caravan.doctor.command.CommandException;
import caravan.model.Api;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a data sheet from one real answer, to be completed by hand. */
@Command(
    name = "new",
    description = {
      "Writes the route file of an API from one real answer, to be completed.",
      "Paths are those of the answer; what a field means is guessed from its name. Everything that"
          + " has to be decided says so."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class NewSheet implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)+");

  /** What a vendor's field may mean, by its name in lower case without separators. */
  private record Guess(Api.Family family, String names, String path) {}

  private static final List<Guess> GUESSES =
      """
      CONNECTION clientip|clientaddress|sourceip|remoteip|ip|client client.address
      CONNECTION clientvirtualip|privateip|virtualip client.virtual_address
      CONNECTION username|clientusername|user|commonname client.user.name
      CONNECTION connectedtime|onlinetime|connectionestablishedtime|logintime connection.started_at
      CONNECTION connectionid|sessionid connection.vendor_id
      CONNECTION count|connections|connectioncount connection.count
      CONNECTION inboundbytes|receivebytes|bytesin traffic.total.bytes_from_client
      CONNECTION outboundbytes|sendbytes|bytesout traffic.total.bytes_to_client
      ACCOUNT accountname|username|user|name account.name
      ACCOUNT db|database|dbname account.database
      ACCOUNT createtime|createdtime|createdat|creationtime account.created_at
      ACCOUNT accountdescription|description|userdesc|remark account.label
      ENDPOINT sslenabled|enablessl|ssl|sslstatus|tlsenabled tls.enabled
      ENDPOINT sslexpiretime|expiredtime|certexpiretime|expiretime tls.certificate.expires_at
      ENDPOINT certurl|cacerturl|servercaurl|url tls.certificate.url
      """
          .lines()
          .map(line -> line.split(" "))
          .map(words -> new Guess(Api.Family.valueOf(words[0]), words[1], words[2]))
          .toList();

  @Parameters(paramLabel = "ANSWER", description = "File with one answer of the vendor.")
  private Path answer;

  @Option(
      names = "--cloud",
      required = true,
      description = "One of alibaba, ctyun, huawei and tencent.")
  private String cloud;

  @Option(names = "--id", required = true, description = "Id of the API, <cloud>-<api>.")
  private String id;

  @Spec private CommandSpec spec;

  /** Where the rows of an answer are, and one of them. */
  private record Rows(String path, JsonNode first, int count) {}

  @Override
  public Integer call() throws CommandException {
    if (!ID.matcher(id).matches() || !id.startsWith(cloud + "-")) {
      throw CommandException.usage("An id is " + cloud + "- and words with dashes between them.");
    }
    JsonNode tree = read();
    List<Rows> lists = new ArrayList<>();
    collect("", tree, lists);
    Rows rows =
        lists.stream()
            .max((one, other) -> Integer.compare(one.count, other.count))
            .orElse(new Rows(".", tree, 0));
    write(spec.commandLine().getOut(), tree, rows);
    return 0;
  }

  private JsonNode read() throws CommandException {
    try {
      if (!Files.isRegularFile(answer)) {
        throw CommandException.usage("There is no file " + answer + ".");
      }
      if (Files.size(answer) > MAX_BYTES) {
        throw CommandException.wrong(answer + " is larger than " + MAX_BYTES + " bytes.");
      }
      JsonNode tree = JSON.readTree(Files.readAllBytes(answer));
      if (tree == null || !tree.isObject()) {
        throw CommandException.wrong(answer + " is not a JSON object.");
      }
      return tree;
    } catch (JsonProcessingException notJson) {
      throw CommandException.wrong(answer + " is not JSON.");
    } catch (IOException unreadable) {
      throw CommandException.wrong(answer + " cannot be read.");
    }
  }

  /** Lists of objects that are not inside another list. */
  private static void collect(String path, JsonNode node, List<Rows> lists) {
    if (node.isArray() && node.path(0).isObject()) {
      lists.add(new Rows(path, node.get(0), node.size()));
    }
    node.properties()
        .forEach(
            one ->
                collect(
                    path.isEmpty() ? one.getKey() : path + "." + one.getKey(),
                    one.getValue(),
                    lists));
  }

  private static String find(String path, JsonNode node, String names) {
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      String at = path.isEmpty() ? one.getKey() : path + "." + one.getKey();
      if (plain(one.getKey()).matches(names)) {
        return at;
      }
      String inside = one.getValue().isObject() ? find(at, one.getValue(), names) : "";
      if (!inside.isEmpty()) {
        return inside;
      }
    }
    return "";
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private void write(PrintWriter out, JsonNode tree, Rows rows) {
    Api.Family family = family(rows.first);
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : rows.first.properties()) {
      String guess = one.getValue().isContainerNode() ? "" : guess(family, one.getKey());
      if (guess.isEmpty() || fields.putIfAbsent(guess, one.getKey()) != null) {
        others.add(one.getKey());
      }
    }
    String total = find("", tree, "total|totalcount|totalrecordcount");
    String requestId = find("", tree, "requestid");
    out.printf("# decide: one sentence about what this lists.%n");
    out.printf("- beans:%n    - name: %s%n", id);
    out.printf("      type: caravan.model.Api%n      builderClass: caravan.model.ApiSheet%n");
    out.printf("      properties:%n        id: %s%n        description: decide%n", id);
    out.printf("        source:%n");
    for (String key :
        List.of(
            "vendor", "vendorName", "service", "product", "operation", "version", "resourceType")) {
      out.printf("          %s: decide%n", key);
    }
    out.printf(
        "          # decide: CONNECTION, ACCOUNT or ENDPOINT%n          family: %s%n", family);
    out.printf("          engine: decide%n");
    out.printf("        request:%n          endpoint: https://decide.example.org%n");
    out.printf("          path: /%n          every: 60s%n          requires: region%n");
    out.printf("          parameters: {decide: \"{resource}\"}%n");
    out.printf("        paging:%n          # decide: NONE, OFFSET, NUMBER or MARKER%n");
    out.printf("          style: NONE%n");
    out.printf("        record:%n          items: %s%n", rows.path);
    if (rows.path.equals(".")) {
      out.printf("          single: true%n");
    }
    optional(out, "          total: ", total);
    optional(out, "          requestId: ", requestId);
    out.printf("        row:%n          # decide: what tells a row from others%n");
    out.printf("          subject: \"decide/{decide}\"%n          fields:%n");
    fields.forEach(
        (path, name) ->
            out.printf(
                "            %s: %s%n",
                path, path.endsWith("address") ? "{from: " + name + ", role: unspecified}" : name));
    if (fields.isEmpty()) {
      out.printf("            decide: decide%n");
    }
    if (!others.isEmpty()) {
      out.printf("          # decide: map these, or leave them here%n");
      out.printf("          known: %s%n", String.join(", ", others));
    }
    for (String template : List.of("tick", "poll")) {
      out.printf(
          "- templatedRoute:%n    routeId: %s%s%n", id, template.equals("tick") ? "" : "-poll");
      out.printf("    routeTemplateRef: %s%n    parameters:%n", template);
      out.printf("      - name: api%n        value: %s%n", id);
      if (template.equals("poll")) {
        for (String part : List.of("request", "signer", "errors")) {
          String bean = part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
          out.printf("      - name: %s%n        value: %s%s%n", part, cloud, bean);
        }
      }
    }
    out.flush();
  }

  private static void optional(PrintWriter out, String key, String value) {
    if (!value.isEmpty()) {
      out.println(key + value);
    }
  }

  /** What the rows are about, by the names of their fields. */
  private static Api.Family family(JsonNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(name -> names.add(plain(name)));
    if (names.stream().anyMatch(name -> name.contains("ssl") || name.contains("tls"))) {
      return Api.Family.ENDPOINT;
    }
    boolean account =
        names.stream().anyMatch(name -> name.matches(".*(?:account|role|privilege|password).*"));
    return account ? Api.Family.ACCOUNT : Api.Family.CONNECTION;
  }

  private static String guess(Api.Family family, String name) {
    return GUESSES.stream()
        .filter(one -> one.family == family && plain(name).matches(one.names))
        .map(Guess::path)
        .findFirst()
        .orElse("");
  }
}
