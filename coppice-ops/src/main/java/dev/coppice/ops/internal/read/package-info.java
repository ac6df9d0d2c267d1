/** Runs reads. */
@NullMarked
package dev.coppice.ops.internal.read;

import org.jspecify.annotations.NullMarked;
