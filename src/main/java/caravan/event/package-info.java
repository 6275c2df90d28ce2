/** The event contract: event, facts, kinds, ids, dead letter, checkpoint. */
package caravan.event;
