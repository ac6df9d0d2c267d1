/**
 * The one row that orders chunks against holds and freezes: its locks, and nothing of what they mean.
 */
@NullMarked
package dev.coppice.control.internal.epoch;

import org.jspecify.annotations.NullMarked;
