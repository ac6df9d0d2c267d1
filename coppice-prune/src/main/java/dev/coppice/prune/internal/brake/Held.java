package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import java.util.Optional;

/**
 * A brake that holds.
 *
 * @param brake which
 * @param utilisation how much of its limit is used; none where it could not be read
 * @param reason what it has found, as a sentence
 */
public record Held(BrakeName brake, Optional<Double> utilisation, String reason) {}
