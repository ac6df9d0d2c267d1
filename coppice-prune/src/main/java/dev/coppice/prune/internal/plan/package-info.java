/** Dry runs: how many rows would go, by which statements, and what speaks against it. */
@NullMarked
package dev.coppice.prune.internal.plan;

import org.jspecify.annotations.NullMarked;
