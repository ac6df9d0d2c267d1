/** Bytes in stores that no committed frame refers to. Nothing here reads what is in a frame. */
@NullMarked
package dev.coppice.prune.internal.gc;

import org.jspecify.annotations.NullMarked;
