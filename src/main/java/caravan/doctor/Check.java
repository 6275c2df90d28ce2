package caravan.doctor;

import picocli.CommandLine.Command;

/** Looks at an installation from its settings to the vendors' answers. */
@Command(name = "check", description = "Looks for what keeps the service from working.")
final class Check extends Subcommand {

  @Override
  int work(IdleService service) throws Exception {
    out().printf("%d targets%n", service.targets().size());
    return Doctor.FINE;
  }
}
