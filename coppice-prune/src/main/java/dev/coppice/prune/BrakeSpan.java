package dev.coppice.prune;

import java.time.Instant;
import java.util.Optional;

/**
 * A time during which a brake held a campaign. A value for any thread.
 *
 * @param brake which
 * @param reason what it had found when it began
 * @param utilisation how much of its limit was used then, 1 and more being all of it; none where it could not be read
 * @param began since when
 * @param ended until when; none while it holds
 */
public record BrakeSpan(
        BrakeName brake, String reason, Optional<Double> utilisation, Instant began, Optional<Instant> ended) {}
