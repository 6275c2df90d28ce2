/** Tencent Cloud: its signing scheme and its MongoDB listings. */
package caravan.cloud.tencent;
