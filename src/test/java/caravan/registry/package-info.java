/** A schema registry for tests: the part of Confluent's REST protocol that the product speaks. */
package caravan.registry;
