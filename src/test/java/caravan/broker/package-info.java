/**
 * The Kafka of tests and demo: a real single-node broker inside this process, and a reader of whole
 * topics. Nothing of it enters the product artifact.
 */
package caravan.broker;
