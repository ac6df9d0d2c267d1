package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.KindListing.Candidate;
import dev.coppice.lifecycle.internal.kind.KindTable.Due;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The query that says which resources of a kind end, and when. Its text reaches the server as it is, so it goes round the
 * builder of SQL, to which question marks and braces mean something; ids reach it as a setting of the transaction.
 *
 * <p>Where it has several rows of one resource, all of them must have ended: one that is in force keeps the resource,
 * and so does one that has no end, or never ends, and is not immediate.
 */
final class DueQuery {
    private static final String IDS = "coppice.due_ids";
    private static final String KIND = "coppice.due_kind";

    // language=SQL
    private static final String SHARED = """
            SELECT id, ends_at, immediate FROM coppice.resource
            WHERE kind = pg_catalog.current_setting('coppice.due_kind') AND ends_at IS NOT NULL""";

    private static final String ENDS =
            "bool_and(due.immediate IS TRUE OR due.ends_at IS NOT NULL AND due.ends_at < 'infinity')";

    /** Whether there is an end at all, when, whether at once, and whether it has come. */
    private static final String FOLDED = ENDS + """
            ,
                least(
                    greatest(coalesce(max(due.ends_at), pg_catalog.now()), TIMESTAMPTZ '1970-01-01 00:00+00'),
                    TIMESTAMPTZ '9999-12-31 00:00+00'
                ),
                bool_and(due.immediate IS TRUE),
                bool_and(due.immediate IS TRUE OR due.ends_at <= pg_catalog.clock_timestamp())""";

    private final TableFields fields;
    private final Optional<String> text;

    DueQuery(TableFields fields) {
        this.fields = fields;
        this.text = fields.config().due().or(() -> fields.shared() ? Optional.of(SHARED) : Optional.empty());
    }

    /** The ends of resources, past or to come, by their ids. */
    Map<String, Due> find(DSLContext dsl, Collection<String> ids) {
        var known = ids.stream()
                .flatMap(id -> fields.keyType().canonical(id).stream())
                .toArray(String[]::new);
        if (text.isEmpty() || known.length == 0) {
            return Map.of();
        }
        var found = new HashMap<String, Due>();
        read(dsl, known, """
                        SELECT due.id::text, %s
                        FROM (%s
                        ) AS due (id, ends_at, immediate)
                        WHERE due.id = ANY (CAST(pg_catalog.current_setting('coppice.due_ids') AS %s[]))
                        GROUP BY due.id
                        """.formatted(FOLDED, text.get(), fields.keyType().sql()))
                .forEach(row -> row.due().ifPresent(due -> found.put(row.id(), due)));
        return found;
    }

    /**
     * Resources of a status whose end has come, and those that have a row here without any end. Suspended ones whose retention
     * is over come first, whoever else is kept; then those with an end. Then whoever was decided about longest ago, so that those
     * who are refused each time hold up nobody.
     */
    List<Candidate> candidates(DSLContext dsl, String sensor, ResourceStatus status, int limit) {
        if (text.isEmpty()) {
            return List.of();
        }
        var key = dsl.render(TableFields.raw(fields.config().key()));
        var condition = dsl.renderInlined(fields.ofKind().and(fields.status().eq(status.stored())));
        var kind = dsl.renderInlined(DSL.inline(fields.kind()));
        var table = dsl.render(fields.name()) + " AS \"r\"";
        var named = dsl.renderInlined(DSL.inline(sensor));
        return read(dsl, new String[0], """
                        SELECT %s::text, %s
                        FROM (%s
                        ) AS due (id, ends_at, immediate)
                        JOIN %s ON due.id = %s AND %s
                        LEFT JOIN coppice.resource_state AS s ON s.kind = %s AND s.resource_id = due.id::text
                        LEFT JOIN coppice.sensor_decision AS d ON d.sensor = %s AND d.kind = %s AND d.subject = due.id::text
                        WHERE s.fenced_at IS NULL
                        GROUP BY %s, d.decided_at, s.state, s.suspended_at, s.immediate
                        HAVING bool_and(due.immediate IS TRUE OR due.ends_at IS NULL OR due.ends_at <= pg_catalog.clock_timestamp())
                        ORDER BY (%s) IS NOT TRUE, %s IS NOT TRUE, coalesce(d.decided_at, min(due.ends_at), pg_catalog.now()), %s
                        LIMIT %d
                        """.formatted(
                        key,
                        FOLDED,
                        text.get(),
                        table,
                        key,
                        condition,
                        kind,
                        named,
                        kind,
                        key,
                        over(status),
                        ENDS,
                        key,
                        limit));
    }

    /** As {@link Retention} has it, of a suspension that was seen. */
    private String over(ResourceStatus status) {
        return status != ResourceStatus.SUSPENDED
                ? "true"
                : """
                s.state = 'suspended' AND greatest(max(due.ends_at), s.suspended_at)
                    + CASE WHEN bool_and(due.immediate IS TRUE) OR s.immediate AND max(due.ends_at) <= s.suspended_at
                        THEN INTERVAL '0' ELSE INTERVAL '%d seconds' END
                    <= pg_catalog.clock_timestamp()""".formatted(fields.config().retention().toSeconds());
    }

    private List<Candidate> read(DSLContext dsl, String[] ids, String query) {
        dsl.resultQuery(
                        "SELECT pg_catalog.set_config({0}, {1}, true), pg_catalog.set_config({2}, {3}, true)",
                        DSL.val(KIND),
                        DSL.val(fields.kind()),
                        DSL.val(IDS),
                        DSL.val(ids).cast(SQLDataType.CLOB))
                .fetch();
        return dsl.connectionResult(connection -> {
            try (var statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                try (var rows = statement.executeQuery(query)) {
                    var found = new ArrayList<Candidate>();
                    while (rows.next()) {
                        found.add(candidate(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        var end = row.getObject(3, OffsetDateTime.class).toInstant();
        var due = new Due(new Ending(end, row.getBoolean(4)), row.getBoolean(5));
        return new Candidate(row.getString(1), row.getBoolean(2) ? Optional.of(due) : Optional.empty());
    }
}
