package dev.coppice.cli.internal.connect;

import dev.coppice.control.CoppiceSchema;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** The transactions of one command on a database whose schema {@code coppice} is current. */
public final class Transactions {
    private final DSLContext database;

    private Transactions(DataSource source) {
        this.database = DSL.using(source, SQLDialect.POSTGRES);
    }

    /** Connects and refuses a schema this program does not work with. */
    public static Transactions on(Target target, Map<String, String> environment) {
        var source = target.connect(environment);
        new CoppiceSchema(source).requireCurrent();
        return new Transactions(source);
    }

    /** Transactions where both is known already. */
    public static Transactions of(DataSource source) {
        return new Transactions(source);
    }

    /**
     * Runs {@code work} in one transaction that does not wait for ever.
     *
     * @throws dev.coppice.ops.CoppiceException {@code database.connection-lost}, {@code database.busy},
     *     {@code database.forbidden}; {@code database.commit-lost} when the connection broke during the commit
     */
    public <T> T run(Function<DSLContext, T> work) {
        var committing = new AtomicBoolean();
        try {
            return database.transactionResult(configuration -> {
                var transaction = configuration.dsl();
                transaction.execute("SET LOCAL lock_timeout = '30s'");
                transaction.execute("SET LOCAL statement_timeout = '10min'");
                var result = work.apply(transaction);
                committing.set(true);
                return result;
            });
        } catch (DataAccessException failure) {
            var cause = failure.getCause(SQLException.class);
            throw cause == null
                    ? failure
                    : ConnectionFaults.broken(cause, committing.get())
                            .<RuntimeException>map(fault -> fault.exception(failure))
                            .orElse(failure);
        }
    }
}
