package dev.coppice.control.internal.hold;

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

import dev.coppice.control.Act;
import dev.coppice.control.Hold;
import dev.coppice.control.Hold.Release;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.TableName;
import dev.coppice.control.internal.json.Json;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;

/** Rows of {@code coppice.hold} as holds, and targets as columns. */
public final class HoldRows {
    private HoldRows() {}

    /** The hold a row tells of. */
    public static Hold hold(Record row) {
        return new Hold(
                row.get(ID),
                target(row),
                row.get(ORIGIN),
                Act.of(row.get(PLACED_BY), row.get(REASON)),
                row.get(PLACED_AT).toInstant(),
                Optional.ofNullable(row.get(UNTIL_AT)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.get(RELEASED_AT))
                        .map(at -> new Release(Act.of(row.get(RELEASED_BY), row.get(RELEASE_REASON)), at.toInstant())));
    }

    /** The columns that say what is held. */
    public static Map<Field<?>, Object> columns(HoldTarget target) {
        var columns = new LinkedHashMap<Field<?>, Object>();
        switch (target) {
            case HoldTarget.Row row -> {
                table(columns, "row", row.table());
                columns.put(ROW_KEY, row.key().toArray(String[]::new));
            }
            case HoldTarget.WholeTable whole -> table(columns, "table", whole.table());
            case HoldTarget.Resource resource -> {
                columns.put(SCOPE, "resource");
                columns.put(RESOURCE_KIND, resource.kind());
                columns.put(RESOURCE_ID, resource.id());
            }
        }
        return columns;
    }

    /** That a hold is on exactly this target. */
    public static Condition on(HoldTarget target) {
        return switch (target) {
            case HoldTarget.Row row ->
                SCOPE.eq("row").and(of(row.table())).and(ROW_KEY.eq(row.key().toArray(String[]::new)));
            case HoldTarget.WholeTable whole -> SCOPE.eq("table").and(of(whole.table()));
            case HoldTarget.Resource resource ->
                SCOPE.eq("resource").and(RESOURCE_KIND.eq(resource.kind())).and(RESOURCE_ID.eq(resource.id()));
        };
    }

    /** That a hold names a table. */
    public static Condition of(TableName table) {
        return TABLE_SCHEMA.eq(table.schema()).and(TABLE_NAME.eq(table.name()));
    }

    /** A hold as the audit trail keeps it. */
    public static String json(Hold hold) {
        return Json.compact(Json.object(
                "hold", hold.id(), "target", hold.target(), "origin", hold.origin(), "until", hold.until()));
    }

    private static void table(Map<Field<?>, Object> columns, String scope, TableName table) {
        columns.put(SCOPE, scope);
        columns.put(TABLE_SCHEMA, table.schema());
        columns.put(TABLE_NAME, table.name());
    }

    private static HoldTarget target(Record row) {
        return switch (row.get(SCOPE)) {
            case "row" -> new HoldTarget.Row(tableName(row), List.of(row.get(ROW_KEY)));
            case "table" -> new HoldTarget.WholeTable(tableName(row));
            default -> new HoldTarget.Resource(row.get(RESOURCE_KIND), row.get(RESOURCE_ID));
        };
    }

    private static TableName tableName(Record row) {
        return new TableName(row.get(TABLE_SCHEMA), row.get(TABLE_NAME));
    }
}
