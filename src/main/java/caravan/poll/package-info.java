/** One poll from its slot to its verdict, and what its stages share. */
package caravan.poll;
