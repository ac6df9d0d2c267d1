/**
 * What the classes bound to a caller's transaction have in common: that there is one, and what a lock time-out means.
 */
@NullMarked
package dev.coppice.control.internal.transaction;

import org.jspecify.annotations.NullMarked;
