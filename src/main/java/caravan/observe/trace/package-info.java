/** Traces of requests and answers, without secrets. */
package caravan.observe.trace;
