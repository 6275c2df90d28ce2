/**
 * What only Huawei Cloud knows: its signing schemes, and what its VPN listings look like. No other
 * package imports this one.
 */
package caravan.cloud.huawei;
