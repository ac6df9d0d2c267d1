package dev.coppice.prune.internal.restore;

import dev.coppice.prune.internal.read.SqlFailure;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Short transactions beside the chunks, and the errors of all of them.
 *
 * @param source where
 */
public record Database(DataSource source) {
    static final Settings QUIET =
            new Settings().withExecuteLogging(false).withFetchWarnings(false).withRenderFormatted(false);

    /** Runs work in a transaction of its own. */
    public <T> T run(Function<DSLContext, T> work) {
        return DSL.using(source, SQLDialect.POSTGRES, QUIET).transactionResult(configuration -> {
            configuration.dsl().execute("SET LOCAL lock_timeout = '10s'");
            return work.apply(configuration.dsl());
        });
    }

    /** Lets no error of the driver or of a builder of SQL out of the module. */
    public static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataAccessException | SqlFailure failure) {
            var error = error(failure).orElseThrow(() -> failure);
            throw RestoreFaults.unavailable(error.state(), error.isConnectionLoss())
                    .exception(failure);
        }
    }

    /** The database's error behind what was thrown, if there is one. */
    static Optional<DatabaseError> error(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused) {
                return Optional.of(DatabaseError.of(refused));
            }
        }
        return Optional.empty();
    }
}
