/** The subcommands: check, poll, explain, record and replay. */
package caravan.doctor;
