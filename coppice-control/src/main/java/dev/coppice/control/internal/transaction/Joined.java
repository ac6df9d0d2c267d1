package dev.coppice.control.internal.transaction;

import dev.coppice.ops.Fault;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The caller's transaction. */
public final class Joined {
    /** The database's clock at the moment the expression is evaluated, after any wait for a lock. */
    public static final Field<OffsetDateTime> CLOCK = DSL.field("clock_timestamp()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private Joined() {}

    /** Passes a context that is in a transaction; with auto-commit on, a check and its write would come apart. */
    public static DSLContext transaction(DSLContext dsl) {
        if (dsl.dialect().family() != SQLDialect.POSTGRES) {
            throw new IllegalArgumentException("dsl must speak POSTGRES, was: " + dsl.dialect());
        }
        if (dsl.connectionResult(Connection::getAutoCommit)) {
            throw new IllegalStateException("dsl must be in a transaction, but its connection commits by itself");
        }
        return dsl;
    }

    /** Runs a statement that waits for a lock, and answers with {@code fault} when the caller's lock_timeout ends the wait. */
    public static <T> T waiting(Fault fault, Supplier<T> statement) {
        try {
            return statement.get();
        } catch (DataAccessException failure) {
            if (LOCK_NOT_AVAILABLE.equals(failure.sqlState())) {
                throw fault.exception(failure);
            }
            throw failure;
        }
    }

    /** A column by its name alone, for statements with one table. */
    public static <T> Field<T> column(String name, DataType<T> type) {
        return DSL.field(DSL.name(name), type);
    }
}
