/** Huawei Cloud: its signing scheme and its VPN listings. */
package caravan.cloud.huawei;
