package dev.coppice.server.internal.home;

import dev.coppice.ops.CoppiceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The database that holds tokens, sessions and audit. Each call is one transaction on a connection of its own; what it
 * waits for is bounded. Safe for any thread.
 */
public final class HomeDatabase {
    /** SQLSTATE classes and codes that mean "not now": the connection, too many of them, or a server going down. */
    private static final Set<String> UNREACHABLE = Set.of("08", "53300", "57P01", "57P02", "57P03");

    /** A wait or a statement over its bound, a deadlock: the transaction was rolled back and may well succeed later. */
    private static final Set<String> BUSY = Set.of("55P03", "57014", "40001", "40P01");

    private static final Set<String> NO_SCHEMA = Set.of("42P01", "3F000", "42703");

    /** Of the work that belongs together on this thread, whether a part of it is committed; unset outside of such work. */
    private static final ThreadLocal<Boolean> WRITTEN = new ThreadLocal<>();

    private final DataSource source;
    private final String longestLock;
    private final String longestStatement;

    private HomeDatabase(DataSource source, String longestLock, String longestStatement) {
        this.source = source;
        this.longestLock = longestLock;
        this.longestStatement = longestStatement;
    }

    /** The database that {@code source} connects to. */
    public HomeDatabase(DataSource source) {
        this(source, "2s", "10s");
    }

    /** The same for statements that may take ten minutes. */
    public static HomeDatabase patient(DataSource source) {
        return new HomeDatabase(source, "2s", "10min");
    }

    /** The same for what waits up to half a minute for a lock, such as that of a chunk under way. */
    public static HomeDatabase waiting(DataSource source) {
        return new HomeDatabase(source, "30s", "40s");
    }

    /** Does work whose transactions belong together: one that fails after another has changed something says so. */
    public static <T> T together(Supplier<T> work) {
        WRITTEN.set(false);
        try {
            return work.get();
        } finally {
            WRITTEN.remove();
        }
    }

    /** Where connections come from. */
    public DataSource source() {
        return source;
    }

    /**
     * Runs {@code work} in one READ COMMITTED transaction.
     *
     * @throws dev.coppice.ops.CoppiceException {@code server.database-unreachable}, {@code server.database-busy},
     *     {@code server.schema-missing}; {@code server.commit-lost} when the connection broke during the commit;
     *     {@code server.cut-short} where it is not the first of work that belongs together
     */
    public <T> T transaction(Function<DSLContext, T> work) {
        var committing = new AtomicBoolean();
        var writes = new AtomicBoolean();
        try {
            T done = DSL.using(source, SQLDialect.POSTGRES).transactionResult(scope -> {
                scope.dsl()
                        .fetch(
                                "SELECT set_config('lock_timeout', ?, true), set_config('statement_timeout', ?, true)",
                                longestLock,
                                longestStatement);
                var result = work.apply(scope.dsl());
                writes.set(Boolean.FALSE.equals(WRITTEN.get()) && writes(scope.dsl()));
                committing.set(true);
                return result;
            });
            if (writes.get()) {
                WRITTEN.set(true);
            }
            return done;
        } catch (DataAccessException failure) {
            throw told(failure, committing.get());
        }
    }

    /** A pool that got no connection says so by its own exception, whatever the reason: a password or a database that is gone too. */
    private static RuntimeException told(DataAccessException failure, boolean committing) {
        var state = sqlState(failure);
        if (!committing && failure.getCause(SQLTransientConnectionException.class) != null) {
            return lost(HomeFaults.unreachable(failure));
        }
        if (state.isEmpty() || UNREACHABLE.contains(state) || UNREACHABLE.contains(state.substring(0, 2))) {
            return committing ? HomeFaults.commitLost(failure) : lost(HomeFaults.unreachable(failure));
        }
        if (BUSY.contains(state)) {
            return lost(HomeFaults.busy(failure));
        }
        return NO_SCHEMA.contains(state) ? HomeFaults.schemaMissing(failure) : failure;
    }

    private static boolean writes(DSLContext db) {
        return db.fetchSingle("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
                .into(Boolean.class);
    }

    private static CoppiceException lost(CoppiceException failure) {
        return Boolean.TRUE.equals(WRITTEN.get()) ? HomeFaults.cutShort(failure) : failure;
    }

    /** A pool that gave up waiting for a connection has no state of its own. */
    private static String sqlState(DataAccessException failure) {
        var cause = failure.getCause(SQLException.class);
        return cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    }
}
