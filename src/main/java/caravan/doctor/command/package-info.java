/** What all subcommands share: the idle product, exit codes, names of targets, one poll. */
package caravan.doctor.command;
