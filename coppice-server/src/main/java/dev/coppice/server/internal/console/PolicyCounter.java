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
        return new PolicyNumbers(policy.name(), PolicyNumbers.Rule.of(policy), rows, pair.count(), pair.oldest());
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
