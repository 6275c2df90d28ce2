/** What is known of a scope between polls, compact in memory. */
package caravan.state;
