/** The Kafka contract: topics, keys, partitions, headers, dead letters and checkpoints. */
package caravan.publish;
