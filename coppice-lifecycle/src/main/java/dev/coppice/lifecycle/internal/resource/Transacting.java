package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.internal.SqlFaults;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Transactions of a call of its own.
 *
 * @param database where
 */
public record Transacting(DataSource database) {
    private static final Settings QUIET =
            new Settings().withExecuteLogging(false).withFetchWarnings(false).withRenderFormatted(false);
    private static final Set<String> AGAIN = Set.of("40001", "40P01");
    private static final int TRIES = 5;

    /** Runs work that may be run twice, and lets no error of the driver out. */
    public <T> T run(Function<DSLContext, T> work) {
        for (var tries = 1; ; tries++) {
            try {
                return DSL.using(database, SQLDialect.POSTGRES, QUIET).transactionResult(configuration -> {
                    configuration.dsl().execute("SET LOCAL lock_timeout = '20s'");
                    return work.apply(configuration.dsl());
                });
            } catch (DataAccessException failure) {
                if (tries == TRIES || !AGAIN.contains(failure.sqlState())) {
                    var cause = failure.getCause(SQLException.class);
                    throw SqlFaults.of("resource", cause == null ? new SQLException(failure) : cause);
                }
            }
        }
    }

    /** The same for an act, whose refusal is entered in the audit trail. */
    <T> T act(Act act, String action, ResourceId subject, Function<DSLContext, T> work) {
        try {
            return run(work);
        } catch (CoppiceException refused) {
            if (refused.fault().kind() != Kind.UNAVAILABLE && refused.fault().kind() != Kind.FAILED) {
                var after = Documents.of(Map.of("code", refused.code()));
                run(dsl -> AuditTrail.in(dsl)
                        .append(AuditEvent.of(act, action + "-refused", subject.toString())
                                .after(after)));
            }
            throw refused;
        }
    }
}
