package caravan.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What we ask of a set of Kubernetes objects beyond their form: safe, bounded, complete. */
final class DeployRules {

  /** A tag with a version in it, or a digest. */
  private static final Pattern PINNED =
      Pattern.compile("[^:@]+(:[^@]*\\d[^@]*|@sha256:[0-9a-f]{64})");

  /** The one Secret an installation creates outside of these files. */
  private static final Set<String> CREATED_ELSEWHERE = Set.of("caravan-credentials");

  private static final List<String> PROBES =
      List.of("startupProbe", "livenessProbe", "readinessProbe");

  private static final List<String> BOUNDS =
      List.of("/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory");

  private final List<ClusterObject> objects;
  private final List<String> problems = new ArrayList<>();

  private DeployRules(List<ClusterObject> objects) {
    this.objects = objects;
  }

  /** Whether an image is named by a version or a digest, so that it is the same tomorrow. */
  static boolean pinned(String image) {
    return PINNED.matcher(image.substring(image.lastIndexOf('/') + 1)).matches();
  }

  /** The rules a set of objects breaks, one sentence each; empty if none. */
  static List<String> problems(List<ClusterObject> objects) {
    var rules = new DeployRules(objects);
    rules.of("Namespace").forEach(rules::namespace);
    rules.of("ServiceAccount").forEach(rules::serviceAccount);
    rules.of("Secret").forEach(rules::secret);
    rules.of("Deployment").forEach(rules::deployment);
    rules.of("Service").forEach(rules::service);
    rules.of("PodDisruptionBudget").forEach(rules::disruptionBudget);
    rules.of("ServiceMonitor").forEach(rules::serviceMonitor);
    return rules.problems;
  }

  private void namespace(ClusterObject namespace) {
    String level = namespace.map("/metadata/labels").get("pod-security.kubernetes.io/enforce");
    require("restricted".equals(level), namespace, "enforces the pod security level restricted");
  }

  private void serviceAccount(ClusterObject account) {
    require(isFalse(account.at("/automountServiceAccountToken")), account, "mounts no token");
  }

  private void secret(ClusterObject secret) {
    require(
        secret.at("/data").isMissingNode(), secret, "states its values readably, as stringData");
    secret
        .map("/stringData")
        .forEach(
            (key, value) -> require(value.contains("EXAMPLE"), secret, key + " is an EXAMPLE"));
  }

  private void deployment(ClusterObject deployment) {
    JsonNode pod = deployment.at("/spec/template/spec");
    JsonNode context = pod.path("securityContext");
    require(isTrue(context.path("runAsNonRoot")), deployment, "runs as non-root");
    require(context.path("runAsUser").asInt() >= 1000, deployment, "has a numeric user");
    require(
        context.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
        deployment,
        "uses the default seccomp profile");
    require(isFalse(pod.path("automountServiceAccountToken")), deployment, "mounts no token");
    require(pod.has("terminationGracePeriodSeconds"), deployment, "states its time to stop");
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!isTrue(pod.path(shared)), deployment, "does not use " + shared);
    }
    pod.path("containers").forEach(container -> container(deployment, container));
    require(pod.path("initContainers").isEmpty(), deployment, "has no unchecked init container");
    pod.path("volumes").forEach(volume -> volume(deployment, volume));
    isolated(deployment);
    if (pod.has("serviceAccountName")) {
      exists(deployment, "ServiceAccount", pod.path("serviceAccountName").asText());
    }
  }

  private void container(ClusterObject deployment, JsonNode container) {
    String image = container.path("image").asText();
    require(pinned(image), deployment, "pins the image " + image);
    JsonNode context = container.path("securityContext");
    require(
        isFalse(context.path("allowPrivilegeEscalation")), deployment, "gains no more privileges");
    require(!isTrue(context.path("privileged")), deployment, "is not privileged");
    require(isTrue(context.path("readOnlyRootFilesystem")), deployment, "has a read-only root");
    require(
        context.at("/capabilities/drop").toString().equals("[\"ALL\"]")
            && !context.path("capabilities").has("add"),
        deployment,
        "drops all capabilities");
    for (String bound : BOUNDS) {
      require(
          !container.path("resources").at(bound).isMissingNode(), deployment, "states " + bound);
    }
    for (String probe : PROBES) {
      require(container.has(probe), deployment, "has a " + probe);
      String port = container.path(probe).findPath("port").asText();
      require(names(container.path("ports")).contains(port), deployment, probe + " names a port");
    }
    for (JsonNode source : container.path("envFrom")) {
      require(!source.has("secretRef"), deployment, "keeps secrets out of the environment");
      exists(deployment, "ConfigMap", source.at("/configMapRef/name").asText());
    }
  }

  private void volume(ClusterObject deployment, JsonNode volume) {
    require(!volume.has("hostPath"), deployment, "mounts no folder of the node");
    if (volume.has("emptyDir")) {
      require(volume.path("emptyDir").has("sizeLimit"), deployment, "bounds its empty folders");
    }
    if (volume.has("configMap")) {
      exists(deployment, "ConfigMap", volume.at("/configMap/name").asText());
    }
    String secret = volume.at("/secret/secretName").asText();
    if (volume.has("secret") && !CREATED_ELSEWHERE.contains(secret)) {
      exists(deployment, "Secret", secret);
    }
  }

  private void isolated(ClusterObject deployment) {
    boolean isolated =
        of("NetworkPolicy")
            .filter(policy -> selects(policy.map("/spec/podSelector/matchLabels"), deployment))
            .anyMatch(
                policy ->
                    policy.at("/spec/policyTypes").toString().equals("[\"Ingress\",\"Egress\"]"));
    require(isolated, deployment, "has a network policy for both directions");
  }

  private void service(ClusterObject service) {
    Map<String, String> selector = service.map("/spec/selector");
    List<ClusterObject> backends =
        of("Deployment").filter(deployment -> selects(selector, deployment)).toList();
    require(backends.size() == 1, service, "selects one deployment");
    for (ClusterObject backend : backends) {
      List<String> ports = names(backend.at("/spec/template/spec/containers/0/ports"));
      for (JsonNode port : service.at("/spec/ports")) {
        require(ports.contains(port.path("targetPort").asText()), service, "targets a known port");
      }
    }
  }

  private void disruptionBudget(ClusterObject budget) {
    Map<String, String> selector = budget.map("/spec/selector/matchLabels");
    require(
        of("Deployment").anyMatch(deployment -> selects(selector, deployment)),
        budget,
        "selects a deployment");
  }

  private void serviceMonitor(ClusterObject monitor) {
    Map<String, String> selector = monitor.map("/spec/selector/matchLabels");
    List<String> ports =
        of("Service")
            .filter(service -> contains(selector, service.map("/metadata/labels")))
            .flatMap(service -> names(service.at("/spec/ports")).stream())
            .toList();
    require(!monitor.at("/spec/endpoints").isEmpty(), monitor, "has an endpoint");
    for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
      require(ports.contains(endpoint.path("port").asText()), monitor, "names a port of a service");
    }
  }

  private void exists(ClusterObject user, String kind, String name) {
    require(
        of(kind).anyMatch(object -> object.name().equals(name)),
        user,
        "refers to an existing " + kind + " " + name);
  }

  private static boolean selects(Map<String, String> selector, ClusterObject deployment) {
    return contains(selector, deployment.map("/spec/template/metadata/labels"));
  }

  private static boolean contains(Map<String, String> selector, Map<String, String> labels) {
    return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
  }

  private static List<String> names(JsonNode ports) {
    List<String> names = new ArrayList<>();
    ports.forEach(port -> names.add(port.path("name").asText()));
    return names;
  }

  private static boolean isTrue(JsonNode node) {
    return node.isBoolean() && node.booleanValue();
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.booleanValue();
  }

  private Stream<ClusterObject> of(String kind) {
    return objects.stream().filter(object -> object.is(kind));
  }

  private void require(boolean holds, ClusterObject object, String rule) {
    if (!holds) {
      problems.add(object + ", unlike the rule: " + rule);
    }
  }
}
