package caravan.simulator;

import java.util.Locale;

/** What a person sees who opens the simulator in a browser. */
final class Overview {

  private Overview() {}

  static String of(Clouds clouds) {
    StringBuilder text = new StringBuilder("Simulated clouds. What is listed now:\n\n");
    for (Sheet sheet : clouds.sheets()) {
      Account<? extends Resource> account = clouds.first(sheet.api().source().vendor());
      for (String id : account.holders(sheet.list())) {
        Resource resource = account.find(id);
        if (!sheet.ofMembers()) {
          line(text, sheet, id, resource.rows(sheet.list(), null).size());
        }
        for (String member : resource.members(sheet.list())) {
          line(text, sheet, id + " " + member, resource.rows(sheet.list(), member).size());
        }
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Sheet sheet, String what, int rows) {
    text.append(String.format(Locale.ROOT, "%-36s %-48s %d rows%n", sheet, what, rows));
  }
}
