/** Prunes: choosing and locking rows with what hangs on them, and deleting them in an order foreign keys allow. */
@NullMarked
package dev.coppice.ops.internal.prune;

import org.jspecify.annotations.NullMarked;
