/**
 * What only CTYun knows: its signing scheme, and what its document database listings look like. No
 * other package imports this one.
 */
package caravan.cloud.ctyun;
