package caravan.event;

/**
 * Where a scope's events say they come from. From it a scope can be rebuilt that is not among the
 * targets any more.
 *
 * @param vendor {@code source.vendor}
 * @param service {@code source.service}
 * @param operation {@code source.api}
 * @param accountId {@code source.account_id}
 * @param projectId {@code source.project_id}, or null
 * @param region {@code source.region}, or null
 * @param endpoint {@code source.endpoint}, or null
 * @param resourceId {@code resource.id}
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
