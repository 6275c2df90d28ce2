package caravan.simulator;

import java.util.Locale;

/** What a person sees who opens the simulator in a browser. */
final class Overview {

  private Overview() {}

  static String of(Clouds clouds) {
    StringBuilder text = new StringBuilder("Simulated clouds. What is connected now:\n\n");
    clouds
        .tencent()
        .resources()
        .forEach(
            (id, instance) ->
                line(
                    text,
                    "Tencent MongoDB",
                    id,
                    instance.clients().size() + " clients, TLS status " + instance.ssl().status()));
    clouds
        .alibaba()
        .resources()
        .forEach(
            (id, gateway) ->
                gateway
                    .users()
                    .forEach(
                        user ->
                            line(
                                text,
                                "Alibaba SAG",
                                id + " " + user,
                                gateway.clients(user).size() + " online")));
    clouds
        .huawei()
        .resources()
        .forEach(
            (id, gateway) ->
                line(text, "Huawei VPN", id, gateway.connections().size() + " connections"));
    clouds
        .ctyun()
        .resources()
        .forEach(
            (id, database) ->
                line(text, "CTYun MongoDB", id, database.accounts().size() + " accounts"));
    return text.toString();
  }

  private static void line(StringBuilder text, String product, String what, String state) {
    text.append(String.format(Locale.ROOT, "%-16s %-38s %s%n", product, what, state));
  }
}
