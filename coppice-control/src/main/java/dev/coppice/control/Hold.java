package dev.coppice.control;

import java.time.Instant;
import java.util.Optional;

/**
 * "Do not delete". A value for any thread.
 *
 * @param id its number
 * @param target what it protects
 * @param origin the case or system it comes from
 * @param placed who placed it and why
 * @param placedAt when
 * @param until when it ends by itself, if ever
 * @param release how it was released, if it was
 */
public record Hold(
        long id,
        HoldTarget target,
        String origin,
        Act placed,
        Instant placedAt,
        Optional<Instant> until,
        Optional<Release> release) {
    /**
     * The end of a hold.
     *
     * @param act who released it and why
     * @param at when
     */
    public record Release(Act act, Instant at) {}
}
