/**
 * Puts archived rows back, chunk by chunk, and keeps account of it. Nothing here knows policies, or how the rows went.
 */
@NullMarked
package dev.coppice.prune.internal.restore;

import org.jspecify.annotations.NullMarked;
