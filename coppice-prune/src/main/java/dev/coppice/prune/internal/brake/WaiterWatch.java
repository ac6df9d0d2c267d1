package dev.coppice.prune.internal.brake;

import static java.util.stream.Collectors.toMap;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees sessions that wait for the locks of a chunk, and cancels the chunk when one has waited for long (F32: the locks are gone
 * at its commit, so they can be seen only while it runs). One thread looks, another runs the chunk.
 *
 * <p>A cancel must not strike what the session does after the chunk. It is sent under this object's lock, only while the chunk
 * is under way, and only to a session that is still in the chunk's own transaction; {@link #ends}, called before the commit
 * and after a rollback, takes the same lock. So once {@code ends} has returned, the cancel was either never sent or its signal
 * has reached the session before the next statement was sent to it, and a session without a statement ignores a cancel. For the
 * same reason one that comes between two statements of the chunk is lost, and sent again at the next look.
 */
final class WaiterWatch {
    // Another worker of the campaign is not somebody: what it waits for is over with the chunk, and it has as much
    // time. Who blocks it is asked once for each who waits, however many watch: each answer
    // keeps everybody from locking for a moment.
    // language=SQL
    private static final String WAITING = """
            WITH waiting AS MATERIALIZED (
                SELECT l.pid, min(l.waitstart) AS since, pg_catalog.pg_blocking_pids(l.pid) AS blockers
                FROM pg_catalog.pg_locks AS l
                WHERE NOT l.granted AND NOT EXISTS (
                    SELECT FROM coppice.campaign_worker AS w
                    WHERE w.campaign_id = ?::bigint AND w.left_at IS NULL AND w.backend_pid = l.pid
                )
                GROUP BY l.pid
            )
            SELECT DISTINCT ON (c.pid) c.pid AS chunk, w.pid,
                extract(epoch FROM clock_timestamp() - w.since) AS seconds,
                coalesce(a.usename, '?') AS who, coalesce(nullif(a.application_name, ''), 'no name') AS application
            FROM waiting AS w
            JOIN unnest(?::bigint[]) AS c (pid) ON c.pid = ANY(w.blockers)
            LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = w.pid
            ORDER BY c.pid, w.since NULLS LAST
            """;

    // language=SQL
    private static final String CANCEL = """
            SELECT pg_catalog.pg_cancel_backend(a.pid) AS sent
            FROM pg_catalog.pg_stat_activity AS a
            WHERE a.pid = ?::bigint::int AND a.xact_start = ?::timestamptz
            """;

    /** No session has it. */
    private static final long NOBODY = 0;

    private static final long MILLIS = 1_000;

    private final long campaign;
    private final Seen seen = new Seen();
    private final Post post = new Post(seen);
    private @Nullable ChunkSession chunk;
    private @Nullable Waiter yieldedTo;
    private long began;
    private long last = NOBODY;
    private boolean cancelled;
    private boolean told;

    WaiterWatch(long campaign) {
        this.campaign = campaign;
    }

    private record Waiter(long chunk, long pid, double seconds, String who) {
        String sentence() {
            return "Session " + pid + " (" + who + ") had waited " + (long) (seconds * MILLIS)
                    + " ms for its locks; the chunk was rolled back.";
        }
    }

    /** Looks once for all of these, who watch chunks of one campaign; each is told what is so for its own. */
    static void look(Sql sql, List<WaiterWatch> watches) {
        watches.forEach(watch -> watch.seen.begins());
        var pids = watches.stream().map(watch -> watch.seen.pid).toList();
        var waiters = sql.list(WAITING, WaiterWatch::waiter, watches.getFirst().campaign, pids).stream()
                .collect(toMap(Waiter::chunk, waiter -> waiter));
        for (var watch : watches) {
            watch.seen.waiter = Optional.ofNullable(waiters.get(watch.seen.pid));
            watch.post.read(sql);
        }
    }

    private static Waiter waiter(Row row) throws SQLException {
        return new Waiter(
                row.number("chunk"),
                row.number("pid"),
                row.fraction("seconds"),
                row.text("who") + ", " + row.text("application"));
    }

    Post post() {
        return post;
    }

    synchronized void begins(ChunkSession session) {
        chunk = session;
        began = System.nanoTime();
        last = session.pid();
        cancelled = false;
    }

    /** The chunk is about to be committed, or was rolled back; whether it was cancelled. */
    synchronized boolean ends() {
        chunk = null;
        var was = cancelled;
        cancelled = false;
        return was;
    }

    /** The chunk is committed: nobody has to be waited for, even if a cancel was sent to it and came between two statements. */
    synchronized void committed() {
        yieldedTo = null;
    }

    /** Whether there is reason to look now. Nobody can have waited for a chunk for longer than it has been under way. */
    synchronized boolean looks() {
        var waited =
                chunk != null && System.nanoTime() - began >= chunk.patience().toNanos();
        return post.due() || (post.readable() && (waited || yieldedTo != null));
    }

    private synchronized Optional<ChunkSession> chunk() {
        return Optional.ofNullable(chunk);
    }

    private synchronized long last() {
        return last;
    }

    private synchronized void looked(boolean between, Optional<Waiter> waiter) {
        if (between && chunk == null && told && waiter.isEmpty()) {
            yieldedTo = null;
        }
    }

    /** Whoever asks between two chunks has heard for whom it yields: before that nothing is forgotten. */
    synchronized void told() {
        told |= chunk == null;
    }

    private synchronized void cancel(Sql sql, ChunkSession running, Waiter waiter) {
        if (!running.equals(chunk)) {
            return;
        }
        var sent = sql.list(CANCEL, row -> row.truth("sent"), running.pid(), running.began());
        if (sent.contains(true)) {
            cancelled = true;
            told = false;
            yieldedTo = waiter;
        }
    }

    /** For whom it yields; known as soon as {@link #ends} has said that the chunk was cancelled. */
    synchronized Optional<Held> held() {
        return yieldedTo == null
                ? post.held()
                : Optional.of(new Held(BrakeName.WAITERS, Optional.of(1.0), yieldedTo.sentence()));
    }

    /** What the thread that looks finds. */
    private final class Seen implements Brake {
        private Optional<ChunkSession> running = Optional.empty();
        private Optional<Waiter> waiter = Optional.empty();
        private long pid = NOBODY;

        // What is under way now: a chunk that begins later is not what was asked about.
        void begins() {
            running = chunk();
            pid = last();
        }

        @Override
        public BrakeName name() {
            return BrakeName.WAITERS;
        }

        @Override
        public Reading read(Sql sql) {
            if (running.isPresent() && running.get().yields()) {
                waiter.filter(each -> each.seconds() * MILLIS
                                >= running.get().patience().toMillis())
                        .ifPresent(each -> cancel(sql, running.get(), each));
            }
            looked(running.isEmpty(), waiter);
            return Reading.free(waiter.isEmpty() ? "Nobody waits for its locks." : "Somebody waits, and not for long.");
        }
    }
}
