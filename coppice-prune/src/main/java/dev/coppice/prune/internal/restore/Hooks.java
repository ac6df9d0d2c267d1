package dev.coppice.prune.internal.restore;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.spi.Waiter;

/**
 * What tests replace.
 *
 * @param waiter waits between two tries
 * @param pausePoint where a thread may be stopped
 */
public record Hooks(Waiter waiter, PausePoint pausePoint) {}
