package dev.coppice.lifecycle.internal.sql;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.ops.internal.SqlFaults;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of this module's own. What row security would hide from them refuses them: a child, a hold or a protection that
 * is not seen is not one that is not there.
 *
 * @param database where
 */
public record Transacting(DataSource database) {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    /** Of builders of SQL that log nothing. */
    public static final Settings QUIET =
            new Settings().withExecuteLogging(false).withFetchWarnings(false).withRenderFormatted(false);

    private static final int TRIES = 5;
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

    /** Longer than any transaction of the engine, and than most of a step's. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(20);

    /** Runs work that may be run twice, and lets no error of the driver out. */
    public <T> T run(Function<DSLContext, T> work) {
        for (var tries = 1; ; tries++) {
            try {
                return raw(work);
            } catch (DataAccessException failure) {
                if (tries == TRIES || !AGAIN.contains(failure.sqlState())) {
                    throw told(failure);
                }
            }
        }
    }

    /** Whether somebody said no; what merely failed, as where the connection was lost, is no refusal to keep for the trail. */
    public static boolean isRefusal(CoppiceException failure) {
        var kind = failure.fault().kind();
        return failure.effect() == Effect.NONE && kind != Kind.UNAVAILABLE && kind != Kind.FAILED;
    }

    /** Writes something about a refusal, which stands whether or not that could be written. */
    public void beside(CoppiceException refusal, Consumer<DSLContext> work) {
        try {
            run(dsl -> {
                work.accept(dsl);
                return refusal;
            });
        } catch (CoppiceException unwritten) {
            LOG.warn("refusal {} is not in the audit trail: {}", refusal.code(), unwritten.code());
            refusal.addSuppressed(unwritten);
        }
    }

    /** Runs work once; errors of the driver come out as they are, but for a commit of which nobody knows. */
    public <T> T raw(Function<DSLContext, T> work) {
        var done = new AtomicBoolean();
        try {
            return DSL.using(database, SQLDialect.POSTGRES, QUIET).transactionResult(configuration -> {
                var dsl = configuration.dsl();
                dsl.execute("SET LOCAL lock_timeout = " + LOCK_WAIT.toMillis() + "; SET LOCAL row_security = off");
                var result = work.apply(dsl);
                done.set(true);
                return result;
            });
        } catch (DataAccessException failure) {
            throw done.get() && lost(failure) ? commitLost(failure) : failure;
        }
    }

    /**
     * Runs work in somebody else's transaction, whose own row security is put back after it. Where the work is refused it stays
     * off: what would be hidden then is refused too.
     */
    public static <T> T joining(DSLContext transaction, Function<DSLContext, T> work) {
        var before = transaction
                .fetchSingle("SELECT pg_catalog.current_setting('row_security') AS is_on")
                .get("is_on", String.class);
        transaction.execute("SET LOCAL row_security = off");
        var result = work.apply(transaction);
        transaction.fetch("SELECT pg_catalog.set_config('row_security', ?, true)", before);
        return result;
    }

    /** Whether an error says that the connection is gone. */
    public static boolean lost(DataAccessException failure) {
        var state = failure.sqlState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.equals("00000");
    }

    /** An error of the driver in our words. */
    public static CoppiceException told(DataAccessException failure) {
        var cause = failure.getCause(SQLException.class);
        return SqlFaults.of("lifecycle", cause == null ? new SQLException(failure) : cause);
    }

    private static CoppiceException commitLost(DataAccessException failure) {
        return Fault.of("lifecycle.commit-unknown", Kind.UNAVAILABLE)
                .refused("It is not known whether the change was made.")
                .found("The connection was lost while it was being committed.")
                .changed("Either all of it was written or nothing.")
                .next("Look at where the resource stands; an operation that is unfinished is taken up again.")
                .leaving(Effect.UNKNOWN, Retry.NEVER)
                .exception(failure);
    }
}
