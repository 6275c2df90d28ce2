package caravan.model;

/** Scopes may be polled that could not be polled before; sent as an event of CDI. */
public record PartitionsOpened() {}
