package dev.coppice.prune.internal.campaign;

import dev.coppice.ops.spi.Waiter;
import dev.coppice.prune.internal.read.SqlFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short transactions beside the chunks.
 *
 * @param database where
 */
public record Transacting(DataSource database) {
    static final Settings QUIET =
            new Settings().withExecuteLogging(false).withFetchWarnings(false).withRenderFormatted(false);

    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final int TRIES = 5;
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** Longer than any chunk is meant to take. */
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** Runs work that may be done twice, again when the connection or a deadlock got in its way. */
    <T> T again(Waiter waiter, Function<DSLContext, T> work) {
        for (var tries = 1; ; tries++) {
            try {
                return run(work);
            } catch (DataAccessException failure) {
                var kind = Trouble.of(failure).kind();
                var passing = kind == Trouble.Kind.LOST || kind == Trouble.Kind.AGAIN;
                if (!passing || tries == TRIES || !waited(waiter)) {
                    throw failure;
                }
            }
        }
    }

    private static boolean waited(Waiter waiter) {
        try {
            waiter.await(BETWEEN);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets no error of the driver or of a builder of SQL out of the module. */
    public static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataAccessException | SqlFailure failure) {
            LOG.debug("refused by the database", failure);
            var trouble = Trouble.of(failure);
            throw (failure instanceof CommitLost ? CampaignFaults.commitLost() : CampaignFaults.database(trouble))
                    .exception(failure);
        }
    }

    /** Runs work in a transaction of its own. */
    public <T> T run(Function<DSLContext, T> work) {
        var done = new AtomicBoolean();
        try {
            return DSL.using(database, SQLDialect.POSTGRES, QUIET).transactionResult(configuration -> {
                var dsl = configuration.dsl();
                dsl.execute("SET LOCAL lock_timeout = " + WAIT.toMillis());
                var result = work.apply(dsl);
                done.set(true);
                return result;
            });
        } catch (DataAccessException failure) {
            throw done.get() && Trouble.of(failure).kind() == Trouble.Kind.LOST ? new CommitLost(failure) : failure;
        }
    }

    /** The connection was lost while a transaction was being committed. */
    private static final class CommitLost extends DataAccessException {
        private static final long serialVersionUID = 1L;

        CommitLost(DataAccessException failure) {
            super("commit lost", failure);
        }
    }
}
