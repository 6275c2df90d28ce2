package caravan.cloud;

/** The beans that the route of an API names. */
public record ApiParts(Signer signer, ErrorClassifier errors, Normalizer normalizer) {}
