package caravan.cloud;

import caravan.model.Credential;
import caravan.model.Paths;
import caravan.model.Request;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One request that a vendor's own code has signed, read from {@code
 * vendor/<vendor>/signing/vectors.json}.
 *
 * @param name name of the vector
 * @param scheme signing scheme
 * @param credential made-up credential
 * @param now time of signing
 * @param clock which wall clock the vector's date shows
 * @param nonce nonce, or null where the scheme has none
 * @param sent the request as it was sent, without the expected signature
 * @param query decoded query parameters that were signed
 * @param expectedHeaders headers that carry the signature
 */
public record SigningVector(
    String name,
    String scheme,
    Credential credential,
    Instant now,
    String clock,
    String nonce,
    Request sent,
    Query query,
    Map<String, String> expectedHeaders) {

  /** All vectors of a vendor, in file order. */
  public static List<SigningVector> of(String vendor) {
    try (InputStream file =
        SigningVector.class.getResourceAsStream("/cloud/" + vendor + "/signing/vectors.json")) {
      List<SigningVector> vectors = new ArrayList<>();
      new ObjectMapper().readTree(file).get("vectors").forEach(v -> vectors.add(read(v)));
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The request before signing: as sent, without the headers that the signer sets itself. */
  public Request unsigned(String... setBySigner) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(List.of(setBySigner));
    Map<String, String> kept = new TreeMap<>(sent.headers());
    kept.keySet().removeIf(names::contains);
    return new Request(
        sent.method(), sent.scheme(), sent.host(), sent.path(), sent.query(), kept, sent.body());
  }

  /** Signs a request with the vector's credential, time and nonce. */
  public Request sign(Signer signer, Request unsigned) {
    return signer.sign(unsigned, credential, now, nonce);
  }

  /** Headers of the signed request, with the spelling of their names. */
  public List<Map.Entry<String, String>> signedHeaders() {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(sent.headers());
    all.putAll(expectedHeaders);
    return List.copyOf(all.entrySet());
  }

  @Override
  public String toString() {
    return name;
  }

  private static SigningVector read(JsonNode vector) {
    JsonNode credentials = vector.get("credentials");
    JsonNode request = vector.get("request");
    return new SigningVector(
        vector.get("name").textValue(),
        vector.get("scheme").textValue(),
        new Credential(
            credentials.get("access_key_id").textValue(),
            credentials.get("secret_access_key").textValue(),
            credentials.path("security_token").textValue()),
        Instant.ofEpochSecond(vector.get("timestamp").get("unix_seconds").longValue()),
        vector.get("timestamp").get("clock").textValue(),
        vector.path("nonce").textValue(),
        request(request),
        query(request.get("query")),
        texts(vector.get("expected").path("headers")));
  }

  private static Request request(JsonNode request) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(texts(request.get("headers")));
    // A request holds its host apart from its headers.
    headers.remove("host");
    return new Request(
        request.get("method").textValue(),
        request.get("scheme").textValue(),
        request.get("host").textValue(),
        encodedPath(request.get("path").textValue()),
        request.get("raw_query").textValue(),
        headers,
        request.get("body").textValue().getBytes(StandardCharsets.UTF_8));
  }

  private static String encodedPath(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(Paths::percentEncode)
        .collect(Collectors.joining("/"));
  }

  private static Query query(JsonNode pairs) {
    List<Query.Parameter> parameters = new ArrayList<>();
    pairs.forEach(
        pair ->
            parameters.add(new Query.Parameter(pair.get(0).textValue(), pair.get(1).textValue())));
    return new Query(parameters);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue()));
    return texts;
  }
}
