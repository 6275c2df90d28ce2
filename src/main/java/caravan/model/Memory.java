package caravan.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of a scope between polls. The owner of the scope reads and writes it, one poll at a
 * time. It grows with the subjects that one poll sees, not with history.
 */
public final class Memory {

  /**
   * The last complete poll.
   *
   * @param pollId its id
   * @param scheduledAt its slot
   * @param observedAt when its first page had been read
   * @param unique distinct subjects
   * @param digest hash over the subjects
   */
  public record Complete(
      String pollId, Instant scheduledAt, Instant observedAt, int unique, String digest) {}

  /**
   * Which life of a subject this is, and how often it changed in it.
   *
   * @param incarnation start of the life
   * @param revision changes, from 1
   * @param contentHash hash of the last content
   */
  public record Life(Instant incarnation, int revision, String contentHash) {}

  private static final int SPARE = 1000;

  private Complete complete;
  private int notFound;
  private int mostUnproved;
  private final Map<String, Life> lives = new HashMap<>();

  /** The last complete poll since the start of the service, or null. */
  public Complete complete() {
    return complete;
  }

  /** Sets the last complete poll. */
  public void complete(Complete last) {
    complete = last;
  }

  /** Polls in a row that ended with "resource not found". */
  public int notFound() {
    return notFound;
  }

  /** Sets the number of polls in a row that ended with "resource not found". */
  public void notFound(int polls) {
    notFound = polls;
  }

  /** The life of a subject, or null when it was not seen yet. */
  public Life life(String subject) {
    return lives.get(subject);
  }

  /** Sets the life of a subject. */
  public void live(String subject, Life life) {
    lives.put(subject, life);
  }

  /** Forgets every subject but these, which a complete poll saw. */
  public void keepOnly(Set<String> subjects) {
    lives.keySet().retainAll(subjects);
    mostUnproved = 0;
  }

  /**
   * Keeps the subjects of a poll that proved no absence, and those known before as far as there is
   * room: a scope whose polls are never complete must not remember everything that ever came by.
   */
  public void keepAtLeast(Set<String> subjects) {
    int proved = complete == null ? 0 : complete.unique();
    mostUnproved = Math.max(mostUnproved, subjects.size());
    if (lives.size() > SPARE + 2L * Math.max(proved, mostUnproved)) {
      lives.keySet().retainAll(subjects);
    }
  }
}
