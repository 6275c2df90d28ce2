/** Turns targets.yaml into accounts, targets and scopes. */
package caravan.targets;
