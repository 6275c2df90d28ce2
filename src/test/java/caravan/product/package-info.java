/** The packaged product as a child process, the way an operator runs it. */
package caravan.product;
