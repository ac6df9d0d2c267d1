package dev.coppice.examples.graphplatform.billing;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The table these rules are about. */
final class SubscriptionTables {
    static final Table<Record> SUBSCRIPTION = table(name("app", "subscription"));
    static final Field<UUID> SUBSCRIPTION_ID = column("subscription_id", UUID.class);
    static final Field<String> STATUS = column("status", String.class);
    static final Field<String> CANCELLATION_TYPE = column("cancellation_type", String.class);
    static final Field<OffsetDateTime> CURRENT_PERIOD_END = column("current_period_end", OffsetDateTime.class);
    static final Field<OffsetDateTime> CANCELED_AT = column("canceled_at", OffsetDateTime.class);
    static final Field<OffsetDateTime> ENDS_AT = column("ends_at", OffsetDateTime.class);

    private SubscriptionTables() {}

    private static <T> Field<T> column(String column, Class<T> type) {
        return field(name("app", "subscription", column), type);
    }
}
