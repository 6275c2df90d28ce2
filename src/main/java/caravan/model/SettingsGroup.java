package caravan.model;

/**
 * Settings of one package under {@code caravan.}. Unknown keys are found by all groups together.
 */
public interface SettingsGroup {}
