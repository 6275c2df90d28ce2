/** Start of the service and its settings; the stages are in the packages below. */
package caravan;
