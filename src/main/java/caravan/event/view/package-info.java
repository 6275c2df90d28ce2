/** Events rendered in other schemas: OCSF and ECS. */
package caravan.event.view;
