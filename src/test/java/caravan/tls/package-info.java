/** Certificates, TLS servers and a proxy for tests: real ones, made anew for each run. */
package caravan.tls;
