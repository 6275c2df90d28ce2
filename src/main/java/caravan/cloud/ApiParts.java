package caravan.cloud;

/**
 * The beans that the route of an API names.
 *
 * @param signer signs its requests
 * @param errors tells the vendor's errors from its successes
 * @param normalizer turns one record into an observation
 */
public record ApiParts(Signer signer, ErrorClassifier errors, Normalizer normalizer) {}
