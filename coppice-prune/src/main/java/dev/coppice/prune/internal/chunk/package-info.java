/**
 * One chunk: what a single transaction claims, locks, checks and removes. Nothing here begins or ends a transaction, waits,
 * or knows what a campaign is.
 */
@NullMarked
package dev.coppice.prune.internal.chunk;

import org.jspecify.annotations.NullMarked;
