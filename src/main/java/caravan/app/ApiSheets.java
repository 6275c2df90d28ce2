package caravan.app;

import caravan.cloud.sheet.SheetRules;
import caravan.model.Api;
import caravan.model.Mistake;
import caravan.targets.Problem;
import caravan.targets.SheetFile;
import caravan.targets.TargetsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;

/** Checks the data sheets of all APIs, as their route files have them. */
public final class ApiSheets {

  private ApiSheets() {}

  /**
   * Checks every sheet.
   *
   * @throws TargetsException with all mistakes of all sheets, each with its place
   */
  public static void check(CamelContext context) throws TargetsException {
    Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
    List<Problem> problems = new ArrayList<>();
    Map<String, String> files = new HashMap<>();
    for (BeanFactoryDefinition<?> bean : model.getCustomBeans()) {
      if (bean.getType() != null && bean.getType().endsWith(Api.class.getName())) {
        String file = fileName(bean.getResource());
        String other = files.put(bean.getName(), file);
        try {
          check(bean.getName(), file, content(bean.getResource()), other, problems);
        } catch (TargetsException unreadable) {
          problems.addAll(unreadable.problems());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new TargetsException(problems);
    }
  }

  private static void check(
      String bean, String file, byte[] content, String other, List<Problem> problems)
      throws TargetsException {
    SheetFile read = SheetFile.read(file, content, bean);
    int before = problems.size();
    Consumer<Mistake> mistakes = one -> problems.add(read.locate(one));
    read.check(mistakes);
    Api api = read.sheet().build(mistakes);
    if (!api.id().equals(bean)) {
      mistakes.accept(new Mistake("id", "the bean has another name", "Write " + bean + "."));
    }
    if (other != null) {
      mistakes.accept(new Mistake("id", "the same id is in " + other, "Rename one of both."));
    }
    if (problems.size() == before) {
      SheetRules.check(api, mistakes);
    }
  }

  private static String fileName(Resource resource) {
    String location = resource == null ? "" : resource.getLocation();
    return location.substring(location.indexOf(':') + 1);
  }

  private static byte[] content(Resource resource) throws TargetsException {
    try (InputStream in = resource.getInputStream()) {
      return in.readAllBytes();
    } catch (IOException | NullPointerException unreadable) {
      throw new TargetsException(
          List.of(
              new Problem(
                  fileName(resource), 0, 0, "", "the route file cannot be read", "Look at it.")));
    }
  }
}
