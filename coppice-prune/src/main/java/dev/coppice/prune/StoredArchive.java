package dev.coppice.prune;

import dev.coppice.archive.Manifest;
import dev.coppice.ops.Fault;
import java.util.Optional;

/**
 * An archive as it is found in a store. A value for any thread.
 *
 * @param id its id
 * @param manifest what its manifest says; empty when that cannot be read
 * @param problem why it cannot be read
 */
public record StoredArchive(String id, Optional<Manifest> manifest, Optional<Fault> problem) {}
