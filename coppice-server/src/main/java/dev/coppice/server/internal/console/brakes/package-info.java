/**
 * The page of what stops things from being deleted: freeze, holds, approvals that wait. What a hold or a freeze means is decided
 * where it is enforced, not here.
 */
@NullMarked
package dev.coppice.server.internal.console.brakes;

import org.jspecify.annotations.NullMarked;
