package caravan.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import caravan.apis.ApiExample;
import caravan.cloud.Signer;
import caravan.cloud.sheet.MappingCompiler;
import caravan.fuzz.FuzzTarget;
import caravan.model.Api;
import caravan.targets.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.support.DefaultRegistry;

/**
 * Any bytes as a route file: there are sheets without mistakes, or problems say where and what is
 * wrong. A sheet without mistakes leads to a vendor's host only, and can be compiled.
 */
public final class SheetFuzz implements FuzzTarget {

  private static final int MAX_PROBLEM = 4_000;
  private static final Pattern HOST = Pattern.compile("https://[^/@?#{}\\s]*");

  private final DefaultRegistry registry = new DefaultRegistry();

  /** The clouds of the product, by their names only. */
  public SheetFuzz() {
    Signer signer = (request, credential, now, nonce) -> null;
    ApiExample.all()
        .map(example -> example.api().source().vendor().split("_")[0])
        .forEach(cloud -> registry.bind(cloud + "Signer", Signer.class, signer));
  }

  @Override
  public boolean takes(byte[] input) {
    ApiSheets sheets = new ApiSheets(registry);
    List<Api> good = sheets.add("fuzz.camel.yaml", input);
    for (Problem problem : sheets.problems()) {
      assertTrue(problem.toString().length() <= MAX_PROBLEM, problem::toString);
      assertFalse(problem.toString().contains("\n"), "a problem of two lines");
      assertTrue(problem.line() >= 0 && problem.column() >= 0);
    }
    for (Api api : good) {
      String endpoint = api.request().endpoint().replace("{region}", "region");
      assertTrue(HOST.matcher(endpoint).matches(), endpoint);
      assertTrue(api.request().path().startsWith("/"), api.request().path());
      assertFalse(api.request().path().startsWith("//"), api.request().path());
      assertFalse(api.toString().contains("{{"), api.toString());
      MappingCompiler.compile(api, mistake -> fail(mistake.toString()));
    }
    return !good.isEmpty();
  }

  /** The shipped sheets without the poll routes, whose beans are not there. */
  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    ApiExample.all()
        .forEach(
            example -> {
              try {
                String text = Files.readString(Path.of("routes", example.id() + ".camel.yaml"));
                String sheet = text.substring(0, text.indexOf("- templatedRoute"));
                seeds.add(sheet.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    seeds.add(
        """
        - beans:
            - {name: a, type: caravan.model.Api, properties: {id: a, row: {fields: {
                account.name: {from: [x], capture: "((a{1000}){1000}){1000}", constant: "{x}"}},
                subject: "{a}/{b:epoch}/{c:address}", roles: {from: "x[].y", table: {1: 2}}}}}
        """
            .getBytes(StandardCharsets.UTF_8));
    return seeds;
  }
}
