package dev.coppice.lifecycle.internal.backup;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions of this package's own. */
final class Transactions {
    static final Settings QUIET =
            new Settings().withExecuteLogging(false).withFetchWarnings(false).withRenderFormatted(false);

    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    private Transactions() {}

    /** Runs work in a transaction; no error of the driver or of a builder of SQL comes out. */
    static <T> T run(DataSource database, Function<DSLContext, T> work) {
        try {
            return DSL.using(database, SQLDialect.POSTGRES, QUIET).transactionResult(configuration -> {
                configuration.dsl().execute("SET LOCAL lock_timeout = '10s'");
                return work.apply(configuration.dsl());
            });
        } catch (DataAccessException failure) {
            LOG.debug("refused by the database", failure);
            throw BackupFaults.register(failure);
        }
    }
}
