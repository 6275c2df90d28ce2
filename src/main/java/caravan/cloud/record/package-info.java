/** Reads one vendor record: fields, times, addresses, counters, and notes on what is doubtful. */
package caravan.cloud.record;
