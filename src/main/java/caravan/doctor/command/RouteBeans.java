package caravan.doctor.command;

import caravan.cloud.ErrorClassifier;
import caravan.cloud.RequestBuilder;
import caravan.cloud.Signer;
import caravan.model.Api;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * The beans that an API's route names, so that a subcommand builds, signs and classifies as the
 * service does, including mounted routes.
 */
public record RouteBeans(RequestBuilder request, Signer signer, ErrorClassifier answers) {

  /** The beans of an API, whose route must be made from the shared template. */
  public static RouteBeans of(CamelContext context, Api api) throws CommandException {
    for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
      Map<String, Object> names = route.getTemplateParameters();
      if (names != null && api.id().equals(names.get("api")) && names.containsKey("signer")) {
        return new RouteBeans(
            bean(context, names.get("request"), RequestBuilder.class),
            bean(context, names.get("signer"), Signer.class),
            bean(context, names.get("errors"), ErrorClassifier.class));
      }
    }
    throw CommandException.wrong(
        "The API %s has no route of the template \"poll\", so it is not known how it writes and signs."
            .formatted(api.id()));
  }

  private static <T> T bean(CamelContext context, Object name, Class<T> type)
      throws CommandException {
    T bean = context.getRegistry().lookupByNameAndType(String.valueOf(name), type);
    if (bean == null) {
      throw CommandException.wrong("The routes name a bean that is not there: " + name);
    }
    return bean;
  }
}
