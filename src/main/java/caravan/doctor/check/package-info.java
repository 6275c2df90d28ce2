/**
 * Checks settings, targets, names, brokers, topics, keys and permissions, with a remedy for each.
 */
package caravan.doctor.check;
