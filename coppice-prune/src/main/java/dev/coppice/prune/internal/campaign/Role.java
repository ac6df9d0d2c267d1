package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.internal.brake.BrakeReader;

/**
 * What a worker is to its process.
 *
 * @param helps whether it only helps: what is not at work it does not set to work
 * @param admitted called once it was let in, before its first chunk
 * @param walks called once others may be let in beside it
 * @param brakes what reads the brakes for all of them
 */
record Role(boolean helps, Runnable admitted, Runnable walks, BrakeReader brakes) {
    /** The part of one who helps another of the same process. */
    static Role helper(BrakeReader brakes) {
        return new Role(true, () -> {}, () -> {}, brakes);
    }
}
