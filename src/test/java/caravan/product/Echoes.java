package caravan.product;

import static caravan.simulator.Simulator.ALIBABA_ONLINE_CLIENTS;
import static caravan.simulator.Simulator.CTYUN_ACCOUNTS;
import static caravan.simulator.Simulator.HUAWEI_CONNECTIONS;
import static caravan.simulator.Simulator.TENCENT_CLIENT_CONNECTIONS;
import static caravan.simulator.Simulator.TENCENT_INSTANCE_SSL;

import caravan.model.Credential;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Vendors, or things in their place, that repeat what they were sent and what they know: key id,
 * secret and session token in every form, the {@code Authorization} header, the whole request. In
 * messages, codes, headers, bodies that are none, and rows.
 */
final class Echoes {

  /** The account that is called through a proxy, which echoes its own password. */
  static final String PROXIED = "echo-proxy";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Echoes() {}

  /** Every echo. */
  static List<Fault> all() {
    return List.of(
        echo(
            "echo-refused-tencent",
            TENCENT_CLIENT_CONNECTIONS,
            (call, texts) -> tencent("AuthFailure.SignatureFailure", few(texts))),
        echo("echo-code", TENCENT_INSTANCE_SSL, (call, texts) -> tencent(few(texts), "x")),
        echo(
            "echo-refused-alibaba",
            ALIBABA_ONLINE_CLIENTS,
            (call, texts) ->
                json(
                    400, object().put("Code", "SignatureDoesNotMatch").put("Message", few(texts)))),
        echo(
            "echo-refused-huawei",
            HUAWEI_CONNECTIONS,
            (call, texts) ->
                json(401, object().put("error_code", "APIGW.0301").put("error_msg", few(texts)))),
        echo(
            "echo-refused-ctyun",
            CTYUN_ACCOUNTS,
            (call, texts) ->
                json(200, object().put("statusCode", "CTAPI_10009").put("message", few(texts)))),
        echo(
            "echo-throttled",
            HUAWEI_CONNECTIONS,
            (call, texts) ->
                json(429, object().put("error_code", "APIGW.0308").put("error_msg", few(texts)))
                    .header("Retry-After", texts.get(0))
                    .header("X-Echo", texts.get(1))),
        echo(
            "echo-status",
            CTYUN_ACCOUNTS,
            (call, texts) -> Answer.of(500, String.join(" ", texts))),
        echo(
            "echo-headers",
            ALIBABA_ONLINE_CLIENTS,
            (call, texts) ->
                Answer.normal()
                    .header("X-Echo", texts.get(0))
                    .header("X-Authorization", String.valueOf(call.header("Authorization")))
                    .header("Set-Cookie", "session=" + texts.get(1))),
        echo(
            "echo-redirect",
            HUAWEI_CONNECTIONS,
            (call, texts) ->
                Answer.redirect("http://127.0.0.1:1/?" + texts.get(1))
                    .header("X-Echo", texts.get(0))),
        echo(
            "echo-html",
            CTYUN_ACCOUNTS,
            (call, texts) -> Answer.of(200, "<html>" + String.join("\n", texts) + "</html>")),
        echo(
            "echo-half",
            HUAWEI_CONNECTIONS,
            (call, texts) ->
                Answer.of(200, "{\"connections\":[{\"connection_id\":" + rows(texts, "text"))),
        echo(
            "echo-cut",
            TENCENT_CLIENT_CONNECTIONS,
            (call, texts) -> Answer.of(200, "{\"Response\":" + rows(texts, "text")).cut(200)),
        echo(
            "echo-connections",
            HUAWEI_CONNECTIONS,
            (call, texts) ->
                json(
                    200,
                    object()
                        .put("total_count", texts.size())
                        .put("request_id", texts.get(0))
                        .set("connections", connections(texts)))),
        echo(
            "echo-rejected",
            HUAWEI_CONNECTIONS,
            (call, texts) ->
                json(
                    200,
                    object()
                        .put("total_count", texts.size())
                        .put("request_id", texts.get(1))
                        .set("connections", rows(texts, "connection")))),
        echo(
            "echo-accounts",
            CTYUN_ACCOUNTS,
            (call, texts) ->
                json(200, object().put("statusCode", 800).set("returnObj", accounts(texts)))),
        echo(
            "echo-clients",
            TENCENT_CLIENT_CONNECTIONS,
            (call, texts) ->
                json(
                    200,
                    object()
                        .set(
                            "Response",
                            object()
                                .put("TotalCount", texts.size())
                                .put("RequestId", texts.get(0))
                                .set("Clients", rows(texts, "IP"))))),
        echo(PROXIED, HUAWEI_CONNECTIONS, null));
  }

  private static Fault echo(
      String name, String api, BiFunction<Call, List<String>, Answer> answers) {
    Credential own = FaultLoad.keys(name, !api.equals(CTYUN_ACCOUNTS));
    return new Fault(
        name,
        api,
        "what was sent comes back",
        "",
        answers == null ? null : call -> answers.apply(call, texts(call, own)),
        List.of());
  }

  /** Everything there is to echo, each as a text of its own. */
  private static List<String> texts(Call call, Credential own) {
    List<String> texts = new ArrayList<>();
    String dump = call.method() + " " + call.uri() + " " + call.headers() + " " + call.text();
    for (String secret :
        new String[] {own.secretAccessKey(), own.securityToken(), own.accessKeyId()}) {
      if (secret != null) {
        texts.addAll(PlantedSecrets.forms(secret));
        for (String before : List.of("u:", "me:", "user:")) {
          byte[] pair = (before + secret).getBytes(StandardCharsets.UTF_8);
          texts.add("Basic " + Base64.getEncoder().encodeToString(pair));
        }
      }
    }
    texts.add("the request was " + dump);
    return texts;
  }

  /** Some of the texts, others each time, as many as a message has room for. */
  private static String few(List<String> texts) {
    List<String> some = new ArrayList<>(texts);
    Collections.shuffle(some);
    return String.join(" ", some.subList(0, Math.min(10, some.size())))
        + " "
        + texts.get(texts.size() - 1);
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static Answer json(int status, Object body) {
    return Answer.of(status, body.toString());
  }

  private static Answer tencent(String code, String message) {
    return json(
        200,
        object()
            .set(
                "Response",
                object().set("Error", object().put("Code", code).put("Message", message))));
  }

  private static ArrayNode rows(List<String> texts, String name) {
    ArrayNode rows = JSON.createArrayNode();
    texts.forEach(text -> rows.addObject().put(name, text).put("of " + text, 1));
    return rows;
  }

  private static ArrayNode connections(List<String> texts) {
    ArrayNode rows = JSON.createArrayNode();
    for (String text : texts) {
      rows.addObject()
          .put("connection_id", "c-" + rows.size() + text)
          .put("client_ip", "203.0.113.9")
          .put("client_virtual_ip", text)
          .put("client_user_name", text)
          .put("connection_established_time", "2026-03-01T11:00:00.000Z")
          .put("timestamp", "2026-03-01T11:59:48Z")
          .put("echo of " + text, "https://host.example/" + text + "?x=" + text);
    }
    return rows;
  }

  private static ObjectNode accounts(List<String> texts) {
    ObjectNode page = object().put("total", texts.size()).put("pages", 1).put("pageNow", 1);
    ArrayNode rows = page.putArray("list");
    for (String text : texts) {
      ObjectNode row = rows.addObject().put("user", text).put("db", "db-" + rows.size());
      row.putArray("roles").addObject().put("role", text).put("db", text);
    }
    return page;
  }
}
