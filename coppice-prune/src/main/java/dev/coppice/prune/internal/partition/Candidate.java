package dev.coppice.prune.internal.partition;

import java.util.Optional;

/**
 * A partition that is old enough as a whole.
 *
 * @param unit the partition
 * @param obstacle what in the catalogue keeps it from being dropped, as a sentence
 */
public record Candidate(Unit unit, Optional<String> obstacle) {}
