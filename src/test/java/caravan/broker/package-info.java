/**
 * The Kafka of tests and demo: a real broker inside this process, or a cluster of three in
 * processes of their own, a proxy that takes their network away, and a reader of whole topics.
 * Nothing of it enters the product artifact.
 */
package caravan.broker;
