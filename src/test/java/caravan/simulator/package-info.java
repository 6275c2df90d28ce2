/**
 * The four clouds as tests and demo see them: one HTTP port that checks signatures with the
 * vendors' own code, holds the documented limits, serves a living state and misbehaves on request.
 * It knows nothing of the product's signers, so both can be wrong only independently.
 */
package caravan.simulator;
