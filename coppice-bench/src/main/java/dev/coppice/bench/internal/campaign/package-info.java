/**
 * Campaigns against other ways to remove as many rows, each on a copy of the same database. Not an API: it changes without
 * notice.
 */
@NullMarked
package dev.coppice.bench.internal.campaign;

import org.jspecify.annotations.NullMarked;
