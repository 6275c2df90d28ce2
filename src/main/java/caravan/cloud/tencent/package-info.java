/**
 * What only Tencent Cloud knows: its signing scheme, and what its MongoDB listings look like. No
 * other package imports this one.
 */
package caravan.cloud.tencent;
