/**
 * What only Alibaba Cloud knows: its signing schemes, and what its Smart Access Gateway listings
 * look like. No other package imports this one.
 */
package caravan.cloud.alibaba;
