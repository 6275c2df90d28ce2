/** Turns records into observations: what the vendors' normalizers share. */
package caravan.normalize;
