/** The subcommands that help to write the data sheet of an API. */
package caravan.doctor.sheet;
