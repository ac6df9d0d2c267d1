/** One read-only transaction and the statements in it. Nothing here knows what is read. */
@NullMarked
package dev.coppice.prune.internal.read;

import org.jspecify.annotations.NullMarked;
