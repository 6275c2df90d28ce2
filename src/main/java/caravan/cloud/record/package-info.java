/** Reads one vendor record: fields, times, addresses, counters, and quality notes. */
package caravan.cloud.record;
