package dev.coppice.lifecycle;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A resource as it stands. A value for any thread.
 *
 * @param id its kind and id
 * @param status what its own table says
 * @param state where it stands
 * @param parent the resource it belongs to
 * @param tier its tier
 * @param owner who owns it
 * @param protection whether it may never be torn down
 * @param ending when and how it ends, if it is known to
 * @param suspendedAt since when it has been suspended
 * @param teardownAt from when on it may be torn down: its retention is over then
 * @param fencedAt since when it has been leaving
 * @param operation the teardown under way, or the last one
 */
public record Resource(
        ResourceId id,
        ResourceStatus status,
        ResourceState state,
        Optional<String> parent,
        Optional<String> tier,
        Optional<String> owner,
        boolean protection,
        Optional<Ending> ending,
        Optional<Instant> suspendedAt,
        Optional<Instant> teardownAt,
        Optional<Instant> fencedAt,
        OptionalLong operation) {}
