package dev.coppice.prune;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One erasure of one subject, as it is recorded. Who the subject is does not stand in it: its digest answers whoever knows. A
 * value for any thread.
 *
 * @param id its number
 * @param subject the kind of subject
 * @param table the subject's table
 * @param digest the digest of the subject's key, salted with what lies in this database
 * @param planHash the hash of its plan
 * @param requested who asked for it, and why
 * @param campaign the campaign that deletes; empty before it has begun
 * @param state where it stands
 * @param reason how it came there
 * @param createdAt when it was begun
 * @param endedAt when it ended
 */
public record Erasure(
        long id,
        String subject,
        TableName table,
        String digest,
        String planHash,
        Act requested,
        OptionalLong campaign,
        ErasureState state,
        String reason,
        Instant createdAt,
        Optional<Instant> endedAt) {}
