/**
 * Merged reads: one statement, the merge, what is remembered of it and how that is forgotten. Writes nothing but the list of
 * changes, which it cuts.
 */
@NullMarked
package dev.coppice.settings.internal.read;

import org.jspecify.annotations.NullMarked;
