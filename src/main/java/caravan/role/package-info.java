/** Credentials of roles: got from the clouds before they are needed, replaced before they end. */
package caravan.role;
