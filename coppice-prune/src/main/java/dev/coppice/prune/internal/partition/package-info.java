/** Partitions that may go as a whole: which they are, what speaks against it, and what a campaign has decided. Deletes nothing. */
@NullMarked
package dev.coppice.prune.internal.partition;

import org.jspecify.annotations.NullMarked;
