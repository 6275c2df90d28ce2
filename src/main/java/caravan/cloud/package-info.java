/** What a cloud and an API are, and the few interfaces that a cloud implements. */
package caravan.cloud;
