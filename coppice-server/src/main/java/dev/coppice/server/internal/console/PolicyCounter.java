package dev.coppice.server.internal.console;

import static dev.coppice.server.internal.console.Identifiers.literal;
import static dev.coppice.server.internal.console.Identifiers.quoted;
import static dev.coppice.server.internal.console.Identifiers.table;

import dev.coppice.server.PolicyView;
import dev.coppice.server.internal.console.PolicyNumbers.Figure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts the rows of one policy's table and those it would prune now. */
final class PolicyCounter {
    /** Below this estimate a table is counted: it is fast, and an estimate of a small table is often far off. */
    private static final long EXACT_BELOW = 50_000;

    private static final String EXACT = "exact";
    private static final String ESTIMATE = "estimate";

    private final PolicyView policy;
    private final BoundedReader reader;

    PolicyCounter(PolicyView policy, BoundedReader reader) {
        this.policy = policy;
        this.reader = reader;
    }

    PolicyNumbers count() {
        var rows = rows();
        var pair = rows.known() ? eligible() : new Eligible(Figure.NONE, Figure.NONE);
        return new PolicyNumbers(
                policy.name(),
                PolicyNumbers.Rule.of(policy),
                rows,
                pair.count(),
                pair.oldest(),
                pace(pair.count().known()));
    }

    /** What could not be counted as due now is not counted as due soon either. */
    private Pace pace(boolean counted) {
        try {
            return Pace.of(reader.one(goneSql(), PolicyCounter::days), counted ? due() : -1);
        } catch (SQLException failure) {
            return Pace.UNKNOWN;
        }
    }

    private static long[] days(ResultSet row) throws SQLException {
        return Stream.of((Long[]) row.getArray(1).getArray())
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** How many rows become due a day, by those of the next days; negative where that cannot be counted. */
    private double due() {
        if (policy.age().isEmpty()) {
            return -1;
        }
        var age = policy.age().get();
        long ahead = Math.min(age.keep().toSeconds(), Duration.ofDays(Pace.DAYS).toSeconds());
        try {
            return reader.one(dueSql(age, ahead), row -> row.getLong(1)) * 86_400.0 / Math.max(1, ahead);
        } catch (SQLException failure) {
            return -1;
        }
    }

    private record Eligible(Figure count, Figure oldest) {}

    private Figure rows() {
        try {
            long estimate = reader.one(estimateSql(), row -> row.getLong(1));
            return estimate >= EXACT_BELOW ? new Figure(Figures.grouped(estimate), ESTIMATE) : exactRows(estimate);
        } catch (SQLException failure) {
            return Figure.sentence(Trouble.sentence(failure));
        }
    }

    private Figure exactRows(long estimate) throws SQLException {
        try {
            long rows = reader.one("SELECT count(*) FROM " + table(policy.table()), row -> row.getLong(1));
            return new Figure(Figures.grouped(rows), EXACT);
        } catch (SQLException failure) {
            if (Trouble.timedOut(failure) && estimate > 0) {
                return new Figure(Figures.grouped(estimate), ESTIMATE);
            }
            throw failure;
        }
    }

    private Eligible eligible() {
        try {
            return reader.one(eligibleSql(), PolicyCounter::eligible);
        } catch (SQLException failure) {
            return new Eligible(Figure.sentence(Trouble.sentence(failure)), Figure.NONE);
        }
    }

    private static Eligible eligible(ResultSet row) throws SQLException {
        long count = row.getLong(1);
        var oldest = Duration.ofSeconds(row.getLong(2));
        return new Eligible(
                new Figure(Figures.grouped(count), EXACT),
                row.wasNull() ? Figure.NONE : new Figure(Figures.span(oldest), EXACT));
    }

    /** Of a partitioned table the leaves hold the rows; one never analysed makes the whole unknown, which is -1. */
    private String estimateSql() {
        var relation = literal(table(policy.table())) + "::regclass";
        return "SELECT CASE WHEN bool_or(reltuples < 0) THEN -1 ELSE sum(reltuples) END::bigint"
                + " FROM pg_catalog.pg_class WHERE relkind <> 'p' AND (oid = " + relation
                + " OR oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(" + relation + ") WHERE isleaf))";
    }

    /** Days are those of UTC, as the session is. */
    private String goneSql() {
        return """
                SELECT array_agg(coalesce(gone.roots, 0) ORDER BY day)
                FROM generate_series(
                    date_trunc('day', now()) - interval '%1$d days', date_trunc('day', now()), interval '1 day') AS day
                LEFT JOIN (
                    SELECT date_trunc('day', h.committed_at) AS day, sum(h.roots) AS roots
                    FROM coppice.campaign AS c
                    JOIN coppice.campaign_chunk AS h ON h.campaign_id = c.id
                    WHERE c.policy = %2$s
                      AND c.changed_at >= date_trunc('day', now()) - interval '%1$d days'
                      AND h.committed_at >= date_trunc('day', now()) - interval '%1$d days'
                    GROUP BY 1
                ) AS gone USING (day)""".formatted(Pace.DAYS - 1, literal(policy.name()));
    }

    private String dueSql(PolicyView.Age age, long ahead) {
        var value = instant(age);
        var now = "now() - make_interval(secs => " + age.keep().toSeconds() + ")";
        var conditions = Stream.concat(
                policy.when().map(PolicyCounter::apart).stream(),
                Stream.of(value + " >= " + now, value + " < " + now + " + make_interval(secs => " + ahead + ")"));
        return "SELECT count(*) FROM " + table(policy.table()) + " WHERE "
                + conditions.collect(Collectors.joining(" AND "));
    }

    private String eligibleSql() {
        var age = policy.age().map(PolicyCounter::instant);
        var conditions = Stream.concat(policy.when().map(PolicyCounter::apart).stream(), old(age).stream());
        return "SELECT count(*), extract(epoch FROM now() - min(" + age.orElse("NULL::timestamptz") + "))::bigint FROM "
                + table(policy.table()) + " WHERE " + conditions.collect(Collectors.joining(" AND "));
    }

    private Optional<String> old(Optional<String> instant) {
        return instant.flatMap(value -> policy.age()
                .map(age ->
                        value + " < now() - make_interval(secs => " + age.keep().toSeconds() + ")"));
    }

    /** The operator's condition on lines of its own, so that a comment at its end hides nothing of ours. */
    private static String apart(String condition) {
        return "(\n" + condition + "\n)";
    }

    /** A date is made a timestamp first: AT TIME ZONE would take it for an instant of the session's zone and shift it twice. */
    private static String instant(PolicyView.Age age) {
        var column = quoted(age.column());
        return age.zone()
                .map(zone -> "(" + column + "::timestamp AT TIME ZONE " + literal(zone.getId()) + ")")
                .orElse(column);
    }
}
