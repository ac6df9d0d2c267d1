/** The search for one row: in its table, in the ledger, and in the frames of archives. Nothing here writes. */
@NullMarked
package dev.coppice.prune.internal.trace;

import org.jspecify.annotations.NullMarked;
