/** Wires the product: start, settings, hot reload of targets, retirement, readiness of targets. */
package caravan.app;
