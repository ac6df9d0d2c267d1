/** Runs write specs: one item exactly, and slices of items in one statement each. */
@NullMarked
package dev.coppice.ops.internal.write;

import org.jspecify.annotations.NullMarked;
