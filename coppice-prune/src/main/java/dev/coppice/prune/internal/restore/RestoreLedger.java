package dev.coppice.prune.internal.restore;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.RestoreConflict;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.RestoreRecord;
import dev.coppice.prune.RestoreState;
import dev.coppice.prune.internal.restore.Outcome.Counts;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The rows of {@code coppice.restore} and what belongs to them, read and written inside the caller's transaction. */
public final class RestoreLedger {
    // language=SQL
    private static final String CREATE = """
            INSERT INTO coppice.restore (
                request, archive, location, table_schemas, table_names, condition, row_key, into_schema, on_conflict,
                requested_by, requested_reason, state_reason, created_at, changed_at
            )
            SELECT ?, ?, ?, ?::text[], ?::text[], ?, ?::text[], ?, ?, ?, ?, 'It was created.', n.now, n.now
            FROM (SELECT clock_timestamp() AS now) AS n
            ON CONFLICT (request) WHERE ended_at IS NULL DO NOTHING
            RETURNING id
            """;

    // language=SQL
    private static final String SELECT = """
            SELECT r.*, (SELECT min(c.chunk) FROM coppice.restore_chunk AS c WHERE c.restore_id = r.id) AS chunk
            FROM coppice.restore AS r
            """;

    // language=SQL
    private static final String ENTER = """
            UPDATE coppice.restore AS r
            SET lease_epoch = ?, backend_pid = a.pid, backend_start = a.backend_start, on_conflict = ?, requested_by = ?,
                requested_reason = ?, state = 'RUNNING', state_reason = ?, changed_at = clock_timestamp()
            FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS a
            WHERE r.id = ? AND r.ended_at IS NULL
            """;

    // A session of another role may show no start: then it counts as living. So does, for a second, a process that has
    // the
    // lease and has not entered yet.
    // language=SQL
    private static final String ALIVE = """
            SELECT EXISTS (
                SELECT FROM coppice.lease AS l
                LEFT JOIN coppice.restore AS r ON r.archive = ? AND r.lease_epoch = l.epoch
                WHERE l.name = ? AND l.expires_at > clock_timestamp()
                    AND (
                        r.id IS NULL AND l.acquired_at > clock_timestamp() - interval '1 s'
                        OR EXISTS (
                            SELECT FROM pg_catalog.pg_stat_activity AS a
                            WHERE a.pid = r.backend_pid AND coalesce(a.backend_start = r.backend_start, true)
                        )
                    )
            ) AS alive
            """;

    // language=SQL
    private static final String MOVE = """
            UPDATE coppice.restore
            SET state = ?::text, state_reason = ?, changed_at = clock_timestamp(),
                ended_at = CASE WHEN ? THEN clock_timestamp() END
            WHERE id = ? AND ended_at IS NULL
            """;

    // language=SQL
    private static final String CHUNK = """
            INSERT INTO coppice.restore_chunk (restore_id, chunk, restored, edited, skipped, committed_at)
            VALUES (?, ?, ?, ?, ?, clock_timestamp())
            """;

    // language=SQL
    private static final String TABLE = """
            INSERT INTO coppice.restore_table AS t (restore_id, table_schema, table_name, restored, edited, skipped)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (restore_id, table_schema, table_name) DO UPDATE
            SET restored = t.restored + excluded.restored, edited = t.edited + excluded.edited,
                skipped = t.skipped + excluded.skipped
            """;

    // language=SQL
    private static final String CONFLICT = """
            INSERT INTO coppice.restore_conflict AS c (restore_id, table_schema, table_name, constraint_name, rows)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (restore_id, table_schema, table_name, constraint_name) DO UPDATE SET rows = c.rows + excluded.rows
            """;

    // language=SQL
    private static final String DONE = """
            SELECT min(chunk) AS reached, count(*)::int AS done, coalesce(sum(restored), 0)::bigint AS rows
            FROM coppice.restore_chunk
            WHERE restore_id = ?
            """;

    private final DSLContext transaction;

    /** The record as a transaction sees and writes it. */
    public RestoreLedger(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** Creates a restore; empty when another of the same request is unfinished. */
    OptionalLong create(Selection selection) {
        var options = selection.options();
        return transaction
                .fetchOptional(
                        CREATE,
                        selection.request(),
                        selection.archive(),
                        selection.location(),
                        options.tables().stream().map(TableName::schema).toArray(String[]::new),
                        options.tables().stream().map(TableName::name).toArray(String[]::new),
                        options.condition().orElse(null),
                        options.key().toArray(String[]::new),
                        options.into().orElse(null),
                        options.onConflict().name(),
                        options.act().actor(),
                        options.act().reason())
                .map(row -> OptionalLong.of(row.get("id", Long.class)))
                .orElse(OptionalLong.empty());
    }

    /** The unfinished restore of a request. */
    Optional<RestoreRecord> unfinished(String request) {
        return transaction
                .fetchOptional(SELECT + "WHERE r.request = ? AND r.ended_at IS NULL", request)
                .map(RestoreLedger::restore);
    }

    /** A restore by its number. */
    public Optional<RestoreRecord> find(long id) {
        return transaction.fetchOptional(SELECT + "WHERE r.id = ?", id).map(RestoreLedger::restore);
    }

    /** Restores before a number, newest first. */
    public List<RestoreRecord> list(long before, int limit) {
        return transaction
                .fetch(SELECT + "WHERE r.id < ? ORDER BY r.id DESC LIMIT ?", before, limit)
                .map(RestoreLedger::restore);
    }

    /** Makes the caller's session the one that works on it, with the rule and the act given now; false when it has ended. */
    boolean enter(long id, long epoch, String owner, RestoreOptions options) {
        return transaction.execute(
                        ENTER,
                        epoch,
                        options.onConflict().name(),
                        options.act().actor(),
                        options.act().reason(),
                        "Process " + owner + " works on it.",
                        id)
                == 1;
    }

    /** Whether a process has the lease on an archive and its session is still connected. */
    boolean alive(String archive, String lease) {
        return transaction.fetchSingle(ALIVE, archive, lease).get("alive", Boolean.class);
    }

    /** Moves an unfinished restore to another state; false when it has ended. */
    boolean move(long id, RestoreState state, String reason) {
        return transaction.execute(MOVE, state.name(), reason, state.ended(), id) == 1;
    }

    /** Enters a chunk that is restored. Its key refuses one that was restored before. */
    void enter(long id, long chunk, Outcome outcome) {
        var all = outcome.all();
        transaction.execute(CHUNK, id, chunk, all.restored(), all.edited(), all.skipped());
        outcome.tables().entrySet().stream()
                .sorted(Map.Entry.comparingByKey((one, other) -> one.toString().compareTo(other.toString())))
                .forEach(table -> table(id, table.getKey(), table.getValue()));
        outcome.conflicts()
                .forEach(conflict -> transaction.execute(
                        CONFLICT,
                        id,
                        conflict.table().schema(),
                        conflict.table().name(),
                        conflict.constraint(),
                        conflict.rows()));
    }

    private void table(long id, TableName table, Counts counts) {
        transaction.execute(
                TABLE, id, table.schema(), table.name(), counts.restored(), counts.edited(), counts.skipped());
    }

    /**
     * How far a restore has come.
     *
     * @param reached the oldest chunk that is restored
     * @param done how many chunks
     * @param rows how many rows were put back
     */
    record Reached(OptionalLong reached, int done, long rows) {}

    Reached reached(long id) {
        var row = transaction.fetchSingle(DONE, id);
        return new Reached(number(row, "reached"), row.get("done", Integer.class), row.get("rows", Long.class));
    }

    /** What was done to each table. */
    Map<TableName, Counts> tables(long id) {
        return transaction.fetch("SELECT * FROM coppice.restore_table WHERE restore_id = ?", id).stream()
                .collect(Collectors.toMap(
                        RestoreLedger::table,
                        row -> new Counts(
                                row.get("restored", Long.class),
                                row.get("edited", Long.class),
                                row.get("skipped", Long.class))));
    }

    /** What was in the way and was left out or replaced. */
    List<RestoreConflict> conflicts(long id) {
        return transaction
                .fetch(
                        "SELECT * FROM coppice.restore_conflict WHERE restore_id = ?"
                                + " ORDER BY table_schema, table_name, constraint_name",
                        id)
                .map(row -> new RestoreConflict(
                        table(row), row.get("constraint_name", String.class), row.get("rows", Long.class)));
    }

    private static TableName table(Record row) {
        return new TableName(row.get("table_schema", String.class), row.get("table_name", String.class));
    }

    private static OptionalLong number(Record row, String column) {
        var value = row.get(column, Long.class);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static RestoreRecord restore(Record row) {
        var schemas = row.get("table_schemas", String[].class);
        var names = row.get("table_names", String[].class);
        var tables = new ArrayList<TableName>();
        for (var i = 0; i < schemas.length; i++) {
            tables.add(new TableName(schemas[i], names[i]));
        }
        return new RestoreRecord(
                row.get("id", Long.class),
                row.get("archive", String.class),
                row.get("location", String.class),
                new RestoreOptions(
                        Act.of(row.get("requested_by", String.class), row.get("requested_reason", String.class)),
                        tables,
                        Optional.ofNullable(row.get("condition", String.class)),
                        List.of(row.get("row_key", String[].class)),
                        Optional.ofNullable(row.get("into_schema", String.class)),
                        OnConflict.valueOf(row.get("on_conflict", String.class))),
                RestoreState.valueOf(row.get("state", String.class)),
                row.get("state_reason", String.class),
                number(row, "chunk"),
                row.get("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.get("ended_at", OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }
}
