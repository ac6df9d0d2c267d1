package dev.coppice.control.internal.audit;

import static dev.coppice.control.internal.tables.AuditTable.ACTION;
import static dev.coppice.control.internal.tables.AuditTable.ACTOR;
import static dev.coppice.control.internal.tables.AuditTable.AFTER;
import static dev.coppice.control.internal.tables.AuditTable.BEFORE;
import static dev.coppice.control.internal.tables.AuditTable.HASH;
import static dev.coppice.control.internal.tables.AuditTable.REASON;
import static dev.coppice.control.internal.tables.AuditTable.RECORDED_AT;
import static dev.coppice.control.internal.tables.AuditTable.SEQ;
import static dev.coppice.control.internal.tables.AuditTable.SUBJECT;

import dev.coppice.control.AuditEntry;
import dev.coppice.control.AuditEvent;
import java.util.HexFormat;
import java.util.Optional;
import org.jooq.JSONB;
import org.jooq.Record;

/** Rows of {@code coppice.audit} as entries. */
public final class AuditRows {
    private AuditRows() {}

    /** The entry a row holds. */
    public static AuditEntry entry(Record row) {
        var event = new AuditEvent(
                row.get(ACTOR),
                row.get(ACTION),
                row.get(SUBJECT),
                Optional.ofNullable(row.get(REASON)),
                Optional.ofNullable(row.get(BEFORE)).map(JSONB::data),
                Optional.ofNullable(row.get(AFTER)).map(JSONB::data));
        return new AuditEntry(
                row.get(SEQ),
                row.get(RECORDED_AT).toInstant(),
                event,
                HexFormat.of().formatHex(row.get(HASH)));
    }
}
