package dev.coppice.examples.graphplatform.session;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;

/** The tables these specs write to, and the columns they name. An application with generated classes needs no such class. */
final class SessionTables {
    static final Table<Record> SESSION = table(name("app", "session"));
    static final Field<UUID> SESSION_ID = field(name("app", "session", "session_id"), UUID.class);
    static final Field<String> GRAPH_ID = field(name("app", "session", "graph_id"), String.class);
    static final Field<Long> USER_ID = field(name("app", "session", "user_id"), Long.class);
    static final Field<String> NAME = field(name("app", "session", "name"), String.class);
    static final Field<String> STATUS = field(name("app", "session", "status"), String.class);
    static final Field<JSONB> RESOURCES = field(name("app", "session", "resources"), JSONB.class);
    static final Field<OffsetDateTime> CREATED_AT = field(name("app", "session", "created_at"), OffsetDateTime.class);
    static final Field<OffsetDateTime> TERMINATED_AT =
            field(name("app", "session", "terminated_at"), OffsetDateTime.class);

    static final Table<Record> GRAPH = table(name("app", "graph"));
    static final Field<String> GRAPH_KEY = field(name("app", "graph", "graph_id"), String.class);
    static final Field<String> GRAPH_STATUS = field(name("app", "graph", "status"), String.class);

    static final Table<Record> KERNEL = table(name("app", "kernel"));
    static final Field<UUID> KERNEL_SESSION_ID = field(name("app", "kernel", "session_id"), UUID.class);

    static final Table<Record> CHECKPOINT = table(name("app", "checkpoint"));
    static final Field<UUID> CHECKPOINT_SESSION_ID = field(name("app", "checkpoint", "session_id"), UUID.class);

    private SessionTables() {}
}
