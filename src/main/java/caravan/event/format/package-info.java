/** How events and states are written for Kafka and read back: JSON, Avro, the schema registry. */
package caravan.event.format;
