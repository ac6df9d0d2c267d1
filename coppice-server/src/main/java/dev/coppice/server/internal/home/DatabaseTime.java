package dev.coppice.server.internal.home;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.val;

import java.time.Duration;
import java.time.Instant;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Instants on the database's clock: the only one that all nodes share. */
public final class DatabaseTime {
    /** The start of this transaction. Not jOOQ's own word for it: that goes through the session's time zone. */
    public static final Field<Instant> NOW = field("now()", SQLDataType.INSTANT);

    private DatabaseTime() {}

    /** The start of this transaction plus a span. */
    public static Field<Instant> after(Duration span) {
        return field("{0} + make_interval(secs => {1})", SQLDataType.INSTANT, NOW, val((double) span.toSeconds()));
    }

    /** The start of this transaction minus a span. */
    public static Field<Instant> before(Duration span) {
        return after(span.negated());
    }
}
