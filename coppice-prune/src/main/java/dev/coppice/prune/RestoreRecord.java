package dev.coppice.prune;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A restore as schema {@code coppice} of the target has it. A value for any thread.
 *
 * @param id its number
 * @param archive the id of the archive
 * @param location the store it lies in
 * @param options what is restored, where to, and who asked for it last
 * @param state where it stands
 * @param reason how it came there
 * @param chunk the oldest chunk that is restored; chunks go newest first, in the numbers the campaign gave them
 * @param createdAt when it was begun
 * @param endedAt when it ended
 */
public record RestoreRecord(
        long id,
        String archive,
        String location,
        RestoreOptions options,
        RestoreState state,
        String reason,
        OptionalLong chunk,
        Instant createdAt,
        Optional<Instant> endedAt) {}
