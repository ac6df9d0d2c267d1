package dev.coppice.spring.internal.actuator;

import dev.coppice.control.Freeze;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** The freeze of one database, each look and change in a transaction of its own that does not wait for ever. */
final class FreezeSwitch {
    private final DSLContext database;

    FreezeSwitch(DataSource source) {
        database = DSL.using(source, SQLDialect.POSTGRES);
    }

    <T> T in(Function<Freeze, T> work) {
        return database.transactionResult(configuration -> {
            configuration.dsl().execute("SET LOCAL lock_timeout = '30s'");
            configuration.dsl().execute("SET LOCAL statement_timeout = '40s'");
            return work.apply(Freeze.in(configuration.dsl()));
        });
    }
}
