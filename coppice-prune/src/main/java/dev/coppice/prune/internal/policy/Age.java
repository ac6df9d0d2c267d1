package dev.coppice.prune.internal.policy;

import dev.coppice.prune.internal.closure.ClosureTable;
import dev.coppice.prune.internal.closure.Column;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The column that tells a row's age.
 *
 * @param column the column
 * @param horizon what its value must lie before
 * @param zone the zone of an age without one, as PostgreSQL understands it
 */
public record Age(Column column, String horizon, Optional<String> zone) {
    /** The setting that holds the end of the time that is pruned. */
    public static final String HORIZON = "coppice.horizon";

    private static final String INSTANT = "current_setting('" + HORIZON + "')::timestamptz";

    /** An age from its column; empty when the column is no time, or the zone it needs is missing. */
    static Optional<Age> of(Column column, Optional<ZoneId> zone) {
        return switch (column.keyType()) {
            case "timestamp with time zone" -> Optional.of(new Age(column, INSTANT, Optional.empty()));
            case "timestamp without time zone" ->
                zone.map(each -> new Age(column, local(each), Optional.of(zone(each))));
            // A day has passed when the next one began.
            case "date" -> zone.map(each -> new Age(column, local(each) + "::date", Optional.of(zone(each))));
            default -> Optional.empty();
        };
    }

    /** The point in time that a row's age begins at; a day counts from its end. */
    public String instant(ClosureTable table) {
        var value = table.qualified(column);
        var time = column.keyType().equals("date") ? "(" + value + " + 1)::timestamp" : value;
        return zone.map(each -> "(" + time + " AT TIME ZONE " + each + ")").orElse(time);
    }

    /** Whether a column of this type needs a zone to be an age. */
    static boolean needsZone(Column column) {
        return column.keyType().equals("timestamp without time zone")
                || column.keyType().equals("date");
    }

    /** A zone as PostgreSQL understands it: an offset written as text would be taken with the other sign. */
    static String zone(ZoneId zone) {
        return zone.normalized() instanceof ZoneOffset offset
                ? "INTERVAL '" + offset.getTotalSeconds() + " seconds'"
                : "'" + zone.getId().replace("'", "''") + "'";
    }

    private static String local(ZoneId zone) {
        return "(" + INSTANT + " AT TIME ZONE " + zone(zone) + ")";
    }
}
