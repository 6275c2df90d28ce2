/** Shows step by step how a request is signed, and where a vendor sees it otherwise. */
package caravan.doctor.explain;
