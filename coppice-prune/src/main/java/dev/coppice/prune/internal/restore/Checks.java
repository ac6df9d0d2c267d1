package dev.coppice.prune.internal.restore;

import dev.coppice.prune.OnConflict;
import dev.coppice.prune.internal.policy.ConditionCheck;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.ArrayList;
import java.util.List;

/** What can be known before the first row is written. Changes nothing; runs in a transaction that reads. */
final class Checks {
    // language=SQL
    private static final String READ_ONLY =
            "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS closed";

    // language=SQL
    private static final String UNFINISHED =
            "SELECT id, lower(state) AS state FROM coppice.campaign WHERE archive_id = ? AND ended_at IS NULL";

    // language=SQL
    private static final String PUT_BACK = """
            SELECT r.id
            FROM coppice.restore AS r
            JOIN coppice.restore_table AS t ON t.restore_id = r.id
            WHERE r.archive = ? AND (t.table_schema, t.table_name) = (?, ?) AND t.restored > 0
                AND (r.request <> ? OR r.ended_at IS NOT NULL)
            ORDER BY r.id DESC
            LIMIT 1
            """;

    // language=SQL
    private static final String DATABASE_RIGHTS = """
            SELECT
                current_database() AS name, has_database_privilege(current_database(), 'TEMP') AS temp,
                has_database_privilege(current_database(), 'CREATE') AS creates
            """;

    // language=SQL
    private static final String TABLE_RIGHTS = """
            SELECT DISTINCT wanted.privilege
            FROM unnest(?::text[], ?::text[]) AS wanted (privilege, column_name)
            WHERE NOT has_column_privilege(?, wanted.column_name, wanted.privilege)
            """;

    // language=SQL
    private static final String SCHEMA_RIGHTS = """
            SELECT has_schema_privilege(n.oid, 'USAGE') AS uses, has_schema_privilege(n.oid, 'CREATE') AS creates
            FROM pg_catalog.pg_namespace AS n
            WHERE n.nspname = ?
            """;

    private final Sql sql;
    private final Selection selection;
    private final Targets targets;

    private Checks(Sql sql, Selection selection, Targets targets) {
        this.sql = sql;
        this.selection = selection;
        this.targets = targets;
    }

    /** Reads where the rows would go, and refuses what cannot go there. */
    static Targets pass(Sql sql, Selection selection) {
        var targets = Targets.read(sql, selection);
        var checks = new Checks(sql, selection, targets);
        checks.writable();
        checks.ended();
        checks.shapes();
        checks.rights();
        checks.repeated();
        checks.condition();
        checks.key();
        return targets;
    }

    private void writable() {
        if (sql.one(READ_ONLY, row -> row.truth("closed"))) {
            throw RestoreFaults.readOnly(selection).exception();
        }
    }

    private void ended() {
        var ledger = sql.one("SELECT to_regclass('coppice.campaign') IS NOT NULL AS there", row -> row.truth("there"));
        if (ledger) {
            sql.list(
                    UNFINISHED,
                    row -> {
                        throw RestoreFaults.campaignUnfinished(selection, row.number("id"), row.text("state"))
                                .exception();
                    },
                    selection.archive());
        }
    }

    private void shapes() {
        var lines = new ArrayList<String>();
        for (var table : targets.tables().values()) {
            if (table.there() || selection.options().into().isEmpty()) {
                var keyed = !selection.edited(table.archived()).isEmpty()
                        || !selection.options().key().isEmpty();
                lines.addAll(Shape.differences(table, keyed));
            }
        }
        if (!lines.isEmpty()) {
            throw RestoreFaults.differs(selection, lines.stream().sorted().toList())
                    .exception();
        }
    }

    private void rights() {
        var lacking = new ArrayList<String>();
        var database = sql.list(
                        DATABASE_RIGHTS,
                        row -> new DatabaseRights(row.text("name"), row.truth("temp"), row.truth("creates")))
                .getFirst();
        if (!database.temp()) {
            lacking.add("TEMP on database " + database.name());
        }
        for (var table : targets.tables().values()) {
            lacking.addAll(lacking(table));
        }
        selection.options().into().ifPresent(schema -> lacking.addAll(lacking(schema, database)));
        if (!lacking.isEmpty()) {
            throw RestoreFaults.notPermitted(
                            selection, lacking.stream().sorted().toList())
                    .exception();
        }
    }

    private record DatabaseRights(String name, boolean temp, boolean creates) {}

    private List<String> lacking(TargetTable table) {
        if (!table.there()) {
            return List.of();
        }
        var schema = table.name().schema();
        var uses = sql.list(SCHEMA_RIGHTS, row -> row.truth("uses"), schema).getFirst();
        if (!uses) {
            return List.of("USAGE on schema " + schema);
        }
        var wanted = wanted(table);
        return sql
                .list(
                        TABLE_RIGHTS,
                        row -> row.text("privilege"),
                        wanted.stream().map(Wanted::privilege).toList(),
                        wanted.stream().map(Wanted::column).toList(),
                        Names.quoted(table.name()))
                .stream()
                .map(privilege -> privilege + " on table " + table.name())
                .toList();
    }

    private record Wanted(String privilege, String column) {}

    private List<Wanted> wanted(TargetTable table) {
        var wanted = new ArrayList<Wanted>();
        table.staged().forEach(column -> wanted.add(new Wanted("SELECT", column)));
        table.written().forEach(column -> wanted.add(new Wanted("INSERT", column)));
        selection.edited(table.archived()).forEach(column -> wanted.add(new Wanted("UPDATE", column)));
        if (selection.options().onConflict() == OnConflict.REPLACE) {
            table.replaced().forEach(column -> wanted.add(new Wanted("UPDATE", column)));
        }
        return wanted;
    }

    private List<String> lacking(String schema, DatabaseRights database) {
        if (targets.tables().values().stream().allMatch(TargetTable::there)) {
            return List.of();
        }
        var found = sql.list(SCHEMA_RIGHTS, row -> row.truth("creates"), schema);
        if (found.isEmpty()) {
            return database.creates() ? List.of() : List.of("CREATE on database " + database.name());
        }
        return found.getFirst() ? List.of() : List.of("CREATE on schema " + schema);
    }

    // Nothing in the table can tell that a row is back; the record can. Whoever names the rows knows what they do.
    private void repeated() {
        var options = selection.options();
        if (options.condition().isPresent() || !options.key().isEmpty() || !recorded(sql)) {
            return;
        }
        for (var table : targets.tables().values()) {
            if (table.there() && table.rules().isEmpty()) {
                var name = table.name();
                sql.list(
                        PUT_BACK,
                        row -> {
                            throw RestoreFaults.repeated(selection, row.number("id"), name)
                                    .exception();
                        },
                        selection.archive(),
                        name.schema(),
                        name.name(),
                        selection.request());
            }
        }
    }

    /** Whether there is a record of restores here that this role may read. */
    static boolean recorded(Sql sql) {
        return sql.one(
                "SELECT coalesce(has_table_privilege(to_regclass('coppice.restore_table'), 'SELECT'), false) AS recorded",
                row -> row.truth("recorded"));
    }

    private void condition() {
        selection.options().condition().ifPresent(condition -> {
            var table = targets.of(selection.tables().getFirst());
            // Without OFFSET the nulls would be folded into the condition, and what it calls would not be seen.
            var from = "(SELECT " + nulls(table) + " OFFSET 0) AS "
                    + Names.quoted(table.archived().name());
            new ConditionCheck(
                            sql,
                            from,
                            table.archived().qualifiedName(),
                            (reason, found, next, cause) -> RestoreFaults.condition(selection, reason, found, next))
                    .check(condition);
        });
    }

    private static String nulls(TargetTable table) {
        return String.join(
                ", ",
                table.staged().stream()
                        .map(column ->
                                "NULL::" + table.archived().column(column).type() + " AS " + Names.quoted(column))
                        .toList());
    }

    private void key() {
        var key = selection.options().key();
        if (key.isEmpty()) {
            return;
        }
        var archived = selection.tables().getFirst();
        if (archived.key().size() != key.size()) {
            throw RestoreFaults.badKey(
                            selection,
                            "The primary key of " + archived.qualifiedName() + " has "
                                    + archived.key().size() + " columns, and " + key.size() + " values were given.")
                    .exception();
        }
        for (var i = 0; i < key.size(); i++) {
            var column = archived.key().get(i);
            var type = archived.column(column).type();
            if (!holds(type, key.get(i))) {
                throw RestoreFaults.badKey(
                                selection, "What was given for " + column + " is no value of type " + type + ".")
                        .exception();
            }
        }
    }

    // A cast cuts a text to its length and rounds a number: the row of another key would be found.
    private boolean holds(String type, String value) {
        try {
            sql.set("coppice.restore_key", value);
            var given = "current_setting('coppice.restore_key')::";
            sql.one("SELECT " + given + type + " IS NULL AS bad", row -> false);
            var unbounded = sql.list("SELECT format_type(to_regtype(?), -1) AS type", row -> row.text("type"), type)
                    .getFirst();
            return unbounded.equals(type)
                    || sql.one(
                            "SELECT " + given + type + " = " + given + unbounded + " AS same",
                            row -> row.truth("same"));
        } catch (SqlFailure refused) {
            return false;
        }
    }
}
