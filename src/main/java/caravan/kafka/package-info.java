/** Clients, topics, ownership of partitions, and the transaction of a poll. */
package caravan.kafka;
