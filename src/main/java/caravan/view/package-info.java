/** Events in the words of other schemas: OCSF and ECS, pure functions of the event. */
package caravan.view;
