package caravan.event;

/**
 * The members {@code source} and {@code resource.id} of a scope's events. A scope that is no longer
 * among the targets can be rebuilt from them.
 *
 * @param operation {@code source.api}
 * @param projectId null when there is none, as with region and endpoint
 */
public record Origin(
    String vendor,
    String service,
    String operation,
    String accountId,
    String projectId,
    String region,
    String endpoint,
    String resourceId) {}
