/** The terms of every package: accounts, targets, scopes, credentials, requests, pages, errors. */
package caravan.model;
