/** Alibaba Cloud: its signing scheme and its Smart Access Gateway listings. */
package caravan.cloud.alibaba;
