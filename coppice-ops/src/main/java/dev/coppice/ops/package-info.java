/**
 * Reads and writes as values: specs, ops, outcomes, and the one root of every error Coppice raises. Nothing here knows
 * of policies, campaigns or the schema {@code coppice}.
 */
@NullMarked
package dev.coppice.ops;

import org.jspecify.annotations.NullMarked;
