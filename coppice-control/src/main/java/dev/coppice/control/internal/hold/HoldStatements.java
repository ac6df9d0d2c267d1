package dev.coppice.control.internal.hold;

import static dev.coppice.control.internal.tables.HoldTable.HOLD;
import static dev.coppice.control.internal.tables.HoldTable.ID;
import static dev.coppice.control.internal.tables.HoldTable.ORIGIN;
import static dev.coppice.control.internal.tables.HoldTable.PLACED_AT;
import static dev.coppice.control.internal.tables.HoldTable.PLACED_BY;
import static dev.coppice.control.internal.tables.HoldTable.REASON;
import static dev.coppice.control.internal.tables.HoldTable.RELEASED_AT;
import static dev.coppice.control.internal.tables.HoldTable.RELEASED_BY;
import static dev.coppice.control.internal.tables.HoldTable.RELEASE_REASON;
import static dev.coppice.control.internal.tables.HoldTable.RESOURCE_ID;
import static dev.coppice.control.internal.tables.HoldTable.RESOURCE_KIND;
import static dev.coppice.control.internal.tables.HoldTable.ROW_KEY;
import static dev.coppice.control.internal.tables.HoldTable.SCOPE;
import static dev.coppice.control.internal.tables.HoldTable.TABLE_NAME;
import static dev.coppice.control.internal.tables.HoldTable.TABLE_SCHEMA;
import static dev.coppice.control.internal.tables.HoldTable.UNTIL_AT;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;

import dev.coppice.control.Hold;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The statements on {@code coppice.hold}. */
public final class HoldStatements {
    private static final List<Field<?>> COLUMNS = List.of(
            ID,
            SCOPE,
            TABLE_SCHEMA,
            TABLE_NAME,
            ROW_KEY,
            RESOURCE_KIND,
            RESOURCE_ID,
            ORIGIN,
            REASON,
            PLACED_BY,
            PLACED_AT,
            UNTIL_AT,
            RELEASED_AT,
            RELEASED_BY,
            RELEASE_REASON);

    private HoldStatements() {}

    /** Writes a hold; empty when its end has passed. */
    public static Optional<Hold> insert(DSLContext transaction, HoldTarget target, HoldRequest request) {
        var until =
                DSL.val(request.until().map(end -> end.atOffset(ZoneOffset.UTC)).orElse(null), UNTIL_AT.getDataType());
        if (!transaction
                .select(DSL.field(until.isNull().or(until.gt(CLOCK))))
                .fetchSingle()
                .value1()) {
            return Optional.empty();
        }
        var columns = HoldRows.columns(target);
        columns.put(ORIGIN, request.origin());
        columns.put(REASON, request.act().reason());
        columns.put(PLACED_BY, request.act().actor());
        columns.put(PLACED_AT, CLOCK);
        columns.put(UNTIL_AT, until);
        return transaction
                .insertInto(HOLD)
                .set(columns)
                .returning(COLUMNS)
                .fetchOptional()
                .map(HoldRows::hold);
    }

    /** Reads holds by number. */
    public static List<Hold> select(DSLContext transaction, Condition wanted, int limit) {
        return transaction
                .select(COLUMNS)
                .from(HOLD)
                .where(wanted)
                .orderBy(ID)
                .limit(limit)
                .fetch(HoldRows::hold);
    }
}
