/** Reads a gate's condition when it is built: whether its rows can be locked, and how. */
@NullMarked
package dev.coppice.ops.internal.gate;

import org.jspecify.annotations.NullMarked;
