package caravan.event;

import caravan.json.JsonText;

/**
 * The client side of a connection.
 *
 * @param address address the service sees, or null
 * @param virtualAddress address assigned inside a tunnel, or null
 * @param internal whether the vendor calls the address its own service; null when it does not say
 */
public record Client(Address address, Address virtualAddress, User user, Boolean internal) {

  /**
   * A user name and where it comes from.
   *
   * @param origin {@code response}; {@code request} when it was the query parameter; {@code
   *     certificate} when the client's certificate has it
   */
  public record User(String name, String origin) {

    /** Origin of a name that was taken from a certificate. */
    public static final String CERTIFICATE = "certificate";

    void write(JsonText out) {
      out.open().field("name", name).field("origin", origin).close();
    }
  }

  void write(JsonText out) {
    out.open()
        .part("address", address, Address::write)
        .field("internal", internal)
        .part("user", user, User::write)
        .part("virtual_address", virtualAddress, Address::write)
        .close();
  }
}
