/** What all rooms speak of: accounts, targets, scopes, credentials, requests, pages, errors. */
package caravan.model;
