/**
 * The merge itself, and where its keys come from. Knows nodes and ranks, no database.
 */
@NullMarked
package dev.coppice.settings.internal.merge;

import org.jspecify.annotations.NullMarked;
