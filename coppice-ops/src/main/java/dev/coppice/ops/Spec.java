package dev.coppice.ops;

import java.util.Optional;
import org.jooq.Record;
import org.jooq.Table;

/** What a write wants: a value that knows no connection and no clock. Safe for any thread. */
public sealed interface Spec<R extends Record> permits Creator, Updater, Upserter, Purger, Pruner {
    /** The table it writes to. */
    Table<R> table();

    /** Its name in logs, messages and meters; that of the table unless given. */
    String name();

    /** The gate it depends on. */
    Optional<Gate> gate();

    /** The error it expects for a violation; an {@link IntegrityViolated} when it expects none. */
    RuntimeException errorFor(Violation violation);
}
