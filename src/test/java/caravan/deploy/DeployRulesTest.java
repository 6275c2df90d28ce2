package caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Breaks the files one way at a time: a rule or a schema that notices nothing is worth nothing. */
class DeployRulesTest {

  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";

  private final List<ClusterObject> objects =
      Kustomization.in(Path.of("k8s/overlays/dev")).objects();

  @ParameterizedTest
  @CsvSource({
    "Deployment, /spec/template/spec/securityContext, runAsNonRoot, runs as non-root",
    "Deployment, /spec/template/spec/securityContext, runAsUser, has a numeric user",
    "Deployment, /spec/template/spec/securityContext, seccompProfile, uses the default seccomp profile",
    "Deployment, /spec/template/spec, automountServiceAccountToken, mounts no token",
    "Deployment, /spec/template/spec, terminationGracePeriodSeconds, states its time to stop",
    "Deployment, /spec/template/spec/containers/0/securityContext, readOnlyRootFilesystem, has a read-only root",
    "Deployment, /spec/template/spec/containers/0/securityContext, capabilities, drops all capabilities",
    "Deployment, /spec/template/spec/containers/0/securityContext, allowPrivilegeEscalation, gains no more privileges",
    "Deployment, /spec/template/spec/containers/0/resources/limits, memory, states /limits/memory",
    "Deployment, /spec/template/spec/containers/0, startupProbe, has a startupProbe",
    "Deployment, /spec/template/spec/containers/0, livenessProbe, has a livenessProbe",
    "Deployment, /spec/template/spec/containers/0, readinessProbe, has a readinessProbe",
    "Deployment, /spec/template/spec/volumes/2/emptyDir, sizeLimit, bounds its empty folders",
    "ServiceAccount, '', automountServiceAccountToken, mounts no token",
    "Service, /spec, selector, selects one deployment",
    "PodDisruptionBudget, /spec, selector, selects a deployment",
    "Namespace, /metadata, labels, enforces the pod security level restricted",
    "NetworkPolicy, /spec, policyTypes, has a network policy for both directions",
  })
  void missingPartIsNoticed(String kind, String parent, String key, String rule) {
    // When
    part(kind, parent).remove(key);

    // Then
    assertBroken(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "/spec/template/spec, hostNetwork, does not use hostNetwork",
    "/spec/template/spec/containers/0/securityContext, privileged, is not privileged",
  })
  void dangerousSwitchIsNoticed(String parent, String key, String rule) {
    // When
    part("Deployment", parent).put(key, true);

    // Then
    assertBroken(rule);
  }

  @Test
  void folderOfTheNodeIsNoticed() {
    // When
    ((ArrayNode) part("Deployment", POD).get("volumes"))
        .addObject()
        .put("name", "node")
        .putObject("hostPath")
        .put("path", "/");

    // Then
    assertBroken("mounts no folder of the node");
  }

  @Test
  void referenceToNothingIsNoticed() {
    // When
    part("Deployment", CONTAINER + "/envFrom/0/configMapRef").put("name", "elsewhere");

    // Then
    assertBroken("refers to an existing ConfigMap elsewhere");
  }

  @Test
  void secretValueWithoutTheMarkerIsNoticed() {
    // When
    part("Secret", "/stringData").put("huawei-sk", "a-real-one");

    // Then
    assertBroken("huawei-sk is an EXAMPLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"caravan", "caravan:latest", "host:5000/caravan", "caravan:stable"})
  void movingImageIsNotPinned(String image) {
    assertFalse(DeployRules.pinned(image));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caravan:0.1.0",
        "host:5000/team/caravan:0.1.0",
        "eclipse-temurin:25-jre-noble",
        "caravan@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void versionOrDigestIsPinned(String image) {
    assertTrue(DeployRules.pinned(image));
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, /spec, replica, '1'",
    "Deployment, /spec/template/spec/containers/0, livenesProbe, '{}'",
    "Deployment, /spec/template/spec/containers/0/resources, limit, '{}'",
    "Deployment, /spec, replicas, '\"two\"'",
    "Deployment, /spec/template/spec/containers/0/resources/limits, memory, '\"lots\"'",
    "Service, /spec, selector, '\"caravan\"'",
    "ServiceAccount, '', automountServiceAccountToken, '\"no\"'",
    "NetworkPolicy, /spec, policyTypes, '\"Egress\"'",
    "PodDisruptionBudget, /metadata, name, 'true'",
    "Namespace, '', apiVersion, '\"v2\"'",
    "Secret, /stringData, huawei-ak, '5'",
  })
  void fieldThatTheModelDoesNotKnowIsRefused(String kind, String parent, String key, String json)
      throws Exception {
    // When
    part(kind, parent).set(key, new ObjectMapper().readTree(json));

    // Then
    assertEquals(1, ObjectModel.problems(first(kind)).size());
  }

  @Test
  void missingRequiredFieldIsRefused() {
    // When
    part("Deployment", "/spec").remove("selector");

    // Then
    assertEquals(1, ObjectModel.problems(first("Deployment")).size());
  }

  @Test
  void untouchedFilesBreakNothing() {
    assertEquals(List.of(), DeployRules.problems(objects));
  }

  private void assertBroken(String rule) {
    List<String> problems = DeployRules.problems(objects);
    assertTrue(problems.stream().anyMatch(problem -> problem.endsWith(rule)), problems.toString());
  }

  private ObjectNode part(String kind, String pointer) {
    return (ObjectNode) first(kind).at(pointer);
  }

  private ClusterObject first(String kind) {
    return objects.stream().filter(object -> object.is(kind)).findFirst().orElseThrow();
  }
}
