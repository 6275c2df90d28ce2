/**
 * The embedded demo: broker and simulated clouds in this process, the packaged product as a child
 * process, and its events on the terminal.
 */
package caravan.demo;
