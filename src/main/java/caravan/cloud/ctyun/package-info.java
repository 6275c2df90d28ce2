/** CTYun: its signing scheme and its document database listings. */
package caravan.cloud.ctyun;
