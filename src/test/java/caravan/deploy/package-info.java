/**
 * Checks of the container and cluster files. Nothing here needs a container engine or a cluster:
 * the files are read, held against the Kubernetes object model and against our own rules.
 */
package caravan.deploy;
