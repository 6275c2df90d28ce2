package caravan.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Kubernetes object model as the client library generates it from the published OpenAPI
 * description. It refuses unknown fields, missing required fields and wrong types, as the API
 * server would with strict field validation.
 */
final class ObjectModel {

  private static final ObjectMapper TREES = new ObjectMapper();

  private static final Map<String, Class<?>> MODELS =
      Map.of(
          "v1 Namespace", V1Namespace.class,
          "v1 ServiceAccount", V1ServiceAccount.class,
          "v1 ConfigMap", V1ConfigMap.class,
          "v1 Secret", V1Secret.class,
          "v1 Service", V1Service.class,
          "apps/v1 Deployment", V1Deployment.class,
          "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
          "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class);

  /** Defined by the Prometheus operator, not by Kubernetes; {@link DeployRules} looks at it. */
  private static final String SERVICE_MONITOR = "monitoring.coreos.com/v1 ServiceMonitor";

  private ObjectModel() {}

  /** What is wrong with an object's form, one sentence each; empty if nothing. */
  static List<String> problems(ClusterObject object) {
    String type = object.apiVersion() + " " + object.kind();
    if (type.equals(SERVICE_MONITOR)) {
      return List.of();
    }
    Class<?> model = MODELS.get(type);
    if (model == null) {
      return List.of(object + ": no model for " + type);
    }
    List<String> problems = new ArrayList<>();
    try {
      Object typed = JSON.deserialize(object.tree().toString(), model);
      compare(object + " ", object.tree(), TREES.readTree(JSON.serialize(typed)), problems);
    } catch (RuntimeException | JsonProcessingException refused) {
      problems.add(object + ": " + refused.getMessage());
    }
    return problems;
  }

  /**
   * Notes every value that changed its type on the way through the model. The reader is lenient
   * where the API server is not: it takes {@code true} for a string, a common slip in YAML.
   */
  private static void compare(String path, JsonNode written, JsonNode read, List<String> problems) {
    if (written.getNodeType() != read.getNodeType()) {
      problems.add(
          path + ": is a " + written.getNodeType() + ", the model has " + read.getNodeType());
      return;
    }
    written
        .properties()
        .forEach(
            field ->
                compare(
                    path + "/" + field.getKey(),
                    field.getValue(),
                    read.path(field.getKey()),
                    problems));
    for (int i = 0; written.isArray() && i < written.size(); i++) {
      compare(path + "/" + i, written.get(i), read.path(i), problems);
    }
  }
}
