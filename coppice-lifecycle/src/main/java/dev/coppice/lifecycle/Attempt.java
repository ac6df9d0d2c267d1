package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * One try of a step, from the journal. A value for any thread.
 *
 * @param step the step
 * @param number its number, from 1
 * @param worker who tried
 * @param intentAt when the intent was written
 * @param outcome what came of it; empty when it was cut short
 * @param outcomeAt when that was written
 * @param code a stable word for the problem
 * @param message the problem in words
 */
public record Attempt(
        String step,
        int number,
        String worker,
        Instant intentAt,
        Optional<String> outcome,
        Optional<Instant> outcomeAt,
        Optional<String> code,
        Optional<String> message) {}
