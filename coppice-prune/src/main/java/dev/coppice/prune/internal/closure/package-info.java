/**
 * The closure of a table: every table and path a delete reaches, read from the catalogue in a constant number of queries.
 * Knows policies by their cascade and associations only; runs nothing on the tables themselves.
 */
@NullMarked
package dev.coppice.prune.internal.closure;

import org.jspecify.annotations.NullMarked;
