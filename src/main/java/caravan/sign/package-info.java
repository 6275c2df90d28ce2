/** Signs requests: what the vendors' signing schemes share, and the one adapter to Camel. */
package caravan.sign;
