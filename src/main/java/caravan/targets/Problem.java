package caravan.targets;

/**
 * One mistake in {@code targets.yaml}, and what to do about it. Never holds the value of a secret.
 *
 * @param file file as the operator named it
 * @param line counted from one, like the column; 0 when the problem is the file itself
 * @param key path of the key, for example {@code targets[0].every}; empty for the whole file
 * @param message what is wrong, without a full stop
 * @param remedy what to write instead, a whole sentence
 */
public record Problem(
    String file, int line, int column, String key, String message, String remedy) {

  /** One line: {@code file:line:column key: message. remedy}. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line + ":" + column : file;
    return (key.isEmpty() ? place : place + " " + key) + ": " + message + ". " + remedy;
  }
}
