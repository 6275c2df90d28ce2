package caravan.role;

import caravan.model.Request;
import caravan.model.Role;
import caravan.poll.Reply;
import caravan.poll.fetch.MetadataRequest;
import caravan.poll.fetch.OneRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;

/** The ways to whoever hands out credentials: as vendors are called, or to the machine itself. */
@Singleton
final class RoleAnswers {

  private final OneRequest vendors;
  private final MetadataRequest machine;

  RoleAnswers(OneRequest vendors, MetadataRequest machine) {
    this.vendors = vendors;
    this.machine = machine;
  }

  Reply to(Role role, Request request) throws IOException {
    return role.proof() == Role.Proof.MACHINE
        ? machine.send(request)
        : vendors.send(request, URI.create(request.scheme() + "://" + request.host()));
  }
}
