/** Compiles the data sheet of an API into the steps that turn its rows into observations. */
package caravan.cloud.sheet;
