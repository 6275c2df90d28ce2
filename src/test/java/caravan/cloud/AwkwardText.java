package caravan.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Random parameters made of the characters that encodings disagree about. */
public final class AwkwardText {

  private static final String[] PIECES = {
    "a", "Z", "0", "-", "_", ".", "~", " ", "+", "*", "%", "%20", "/", "?", "&", "=", "#", ":", ";",
    "@", "!", "'", "(", ")", "\"", "\\", "\n", "é", "中", "😀"
  };

  private static final String[] NAMES = {"limit", "offset", "Limit", "A", "a", "ab", "aB", "z"};

  private AwkwardText() {}

  /** Fewer than {@code most} decoded parameters with awkward names; values may be empty. */
  public static Map<String, String> parameters(Random random, int most) {
    return parameters(random, most, () -> "n" + text(random, 4));
  }

  /** Fewer than {@code most} decoded parameters with names of letters only. */
  public static Map<String, String> plainlyNamed(Random random, int most) {
    return parameters(random, most, () -> NAMES[random.nextInt(NAMES.length)]);
  }

  /** Parameters as a query string. */
  public static String query(Map<String, String> parameters) {
    List<Query.Parameter> list = new ArrayList<>();
    parameters.forEach((name, value) -> list.add(new Query.Parameter(name, value)));
    return new Query(list).encoded();
  }

  /** A header value, possibly with blanks at its ends. */
  public static String header(Random random) {
    return text(random, 6).replace("\n", "");
  }

  private static Map<String, String> parameters(Random random, int most, Supplier<String> names) {
    Map<String, String> parameters = new TreeMap<>();
    int count = random.nextInt(most);
    for (int i = 0; i < count; i++) {
      parameters.put(names.get(), text(random, 8));
    }
    return parameters;
  }

  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
