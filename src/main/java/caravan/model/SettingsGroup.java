package caravan.model;

/**
 * Settings of one package under {@code caravan.}. All groups together are the settings there are,
 * so each is found by this type; none is listed by hand.
 */
public interface SettingsGroup {}
