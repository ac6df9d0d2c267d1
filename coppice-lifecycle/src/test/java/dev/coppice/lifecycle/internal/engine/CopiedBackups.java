package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.backup.BackupTaking;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.PausePoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Backups that are copies of rows in the same database, one for each epoch. */
final class CopiedBackups implements BackupTaking {
    private final DataSource database;
    private final PausePoint places;
    private boolean unverified;
    private long damaged;
    private Optional<RuntimeException> unusable = Optional.empty();
    private Optional<RuntimeException> unreadable = Optional.empty();

    CopiedBackups(DataSource database, PausePoint places) {
        this.database = database;
        this.places = places;
    }

    /** From now on nothing is read back. */
    void unverified(boolean broken) {
        unverified = broken;
    }

    /** From now on the store cannot be used. */
    void unusable(RuntimeException refusal) {
        unusable = Optional.of(refusal);
    }

    @Override
    public Backup take(Kind kind, Row resource, List<Row> children, Wanted wanted) {
        places.reached("backup.before");
        var ids = Stream.concat(Stream.of(resource), children.stream())
                .map(Row::id)
                .toList();
        var id = DSL.using(database, SQLDialect.POSTGRES).transactionResult(configuration -> {
            var dsl = configuration.dsl();
            var known = known(dsl, resource.id(), wanted);
            return known.isPresent() ? known.getAsLong() : copy(dsl, kind, ids, wanted);
        });
        places.reached("backup.after");
        return backup(new ResourceId(kind.name(), resource.id()), ids, id, wanted);
    }

    private static OptionalLong known(DSLContext dsl, String resource, Wanted wanted) {
        return dsl
                .fetch(
                        "SELECT id FROM coppice.backup WHERE resource_id = ? AND epoch = ? AND id > ? ORDER BY id",
                        resource,
                        wanted.epoch(),
                        wanted.outdated().orElse(0))
                .stream()
                .mapToLong(row -> row.get("id", Long.class))
                .findFirst();
    }

    private static long copy(DSLContext dsl, Kind kind, List<String> ids, Wanted wanted) {
        long id = dsl.fetchSingle(
                        """
                        INSERT INTO coppice.backup (
                            kind, resource_id, children, initiator, epoch, state, location, archive, manifest_sha256,
                            row_count, object_count, byte_count, made_by, reason, completed_at, verified_at, expires_at
                        )
                        VALUES (?, ?, ?, ?, ?, 'completed', 'here', gen_random_uuid()::text, 'none', 0, 0, 0, ?, ?, now(),
                            now(), now() + interval '90 days')
                        RETURNING id
                        """,
                        kind.name(),
                        ids.getFirst(),
                        ids.stream().skip(1).toArray(String[]::new),
                        wanted.initiator(),
                        wanted.epoch(),
                        wanted.act().actor(),
                        wanted.act().reason())
                .get("id", Long.class);
        dsl.execute("""
                INSERT INTO app.saved (backup, store, resource, number)
                SELECT ?, store, resource, number FROM app.item WHERE resource = ANY (?)
                """, id, ids.toArray(String[]::new));
        return id;
    }

    private Backup backup(ResourceId resource, List<String> ids, long id, Wanted wanted) {
        return new Backup(
                id,
                resource,
                ids.subList(1, ids.size()),
                Optional.empty(),
                Optional.empty(),
                wanted.initiator(),
                wanted.epoch(),
                "completed",
                "here",
                "copy",
                0,
                0,
                0,
                Instant.now(),
                unverified ? Optional.empty() : Optional.of(Instant.now()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** From now on nothing can be read of any backup. */
    void unreadable(RuntimeException refusal) {
        unreadable = Optional.of(refusal);
    }

    @Override
    public Optional<SavedParts> parts(long backup, String resourceId, String step) {
        unreadable.ifPresent(refusal -> {
            throw refusal;
        });
        if (backup == damaged) {
            throw Fault.of("backup.damaged", Fault.Kind.FAILED)
                    .refused("Backup " + backup + " was not read.")
                    .found("It was not whole when it was last read.")
                    .changed("Nothing was changed.")
                    .next("Take another.")
                    .exception();
        }
        return Optional.empty();
    }

    /** From now on one backup is not whole. */
    void damaged(long backup) {
        damaged = backup;
    }

    @Override
    public void requireReachable(Kind kind) {
        requireUsable(kind);
    }

    @Override
    public void requireUsable(Kind kind) {
        unusable.ifPresent(refusal -> {
            throw refusal;
        });
    }
}
