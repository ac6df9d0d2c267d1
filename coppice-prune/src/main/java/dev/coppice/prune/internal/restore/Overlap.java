package dev.coppice.prune.internal.restore;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;

/** Campaigns that may take away again what comes back. */
final class Overlap {
    // language=SQL
    private static final String UNFINISHED = """
            SELECT id, policy, lower(state) AS state, table_schema, table_name
            FROM coppice.campaign
            WHERE ended_at IS NULL
            ORDER BY id
            """;

    private Overlap() {}

    /** A sentence for each unfinished campaign over a table that gets rows. */
    static List<String> warnings(Sql sql, Targets targets) {
        if (!Checks.recorded(sql)) {
            return List.of();
        }
        var names = targets.tables().values().stream().map(TargetTable::name).toList();
        return sql
                .list(
                        UNFINISHED,
                        row -> new Unfinished(
                                row.number("id"),
                                row.text("policy"),
                                row.text("state"),
                                new TableName(row.text("table_schema"), row.text("table_name"))))
                .stream()
                .filter(campaign -> names.contains(campaign.table()))
                .map(Unfinished::warning)
                .toList();
    }

    private record Unfinished(long id, String policy, String state, TableName table) {
        String warning() {
            return "Campaign " + id + " of policy \"" + policy + "\" over " + table + " is " + state
                    + " and deletes again what the policy still means. Hold what shall stay, with \"coppice hold add\","
                    + " or pause it.";
        }
    }
}
