package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.BrakesConfig;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.brake.OwnQuery;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Brakes that could not do what was meant: for replicas where there is none, or with a query that cannot be run. */
final class Brakes implements Check {
    private static final String WORD = "brake";
    private static final long LONGEST_MILLIS = 1_000;

    // language=SQL
    private static final String REPLICAS = "SELECT count(*) AS replicas FROM pg_catalog.pg_stat_replication";

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var brakes = inspection.policy().policy().config().brakes();
        return Stream.of(
                        replicas(inspection, brakes),
                        query(inspection, "probe", brakes.probe(), Brakes::probed),
                        query(inspection, "sql", brakes.sql(), OwnQuery::unclear))
                .flatMap(found -> found);
    }

    private static Stream<Finding> replicas(Inspection inspection, BrakesConfig brakes) {
        var wanted = Stream.of(
                        brakes.replicaLag()
                                .filter(lag -> lag.limit().isPresent())
                                .map(lag -> "replica-lag"),
                        brakes.replicaBytes().map(bytes -> "replica-bytes"))
                .flatMap(Optional::stream)
                .toList();
        return wanted.isEmpty()
                        || inspection.rows(REPLICAS, row -> row.number("replicas")).stream()
                                .anyMatch(n -> n > 0)
                ? Stream.empty()
                : wanted.stream()
                        .map(name -> new Finding(
                                WORD,
                                Severity.WARN,
                                name,
                                "The policy sets this brake, and no replica is connected: it holds nothing now.",
                                "Connect the replica, or leave the brake out."));
    }

    private static String probed(Sql sql, String query) {
        OwnQuery.time(sql, query);
        return "";
    }

    private static Stream<Finding> query(
            Inspection inspection, String name, Optional<String> query, BiFunction<Sql, String, String> asked) {
        return query
                .flatMap(text -> refused(inspection.sql(), text, asked))
                .map(why -> new Finding(
                        WORD,
                        Severity.WARN,
                        name,
                        "Its query " + why + ": the brake would hold from the beginning.",
                        "Mend the query; names are written with their schema."))
                .stream();
    }

    private static Optional<String> refused(Sql sql, String query, BiFunction<Sql, String, String> asked) {
        try {
            return sql.inTime(LONGEST_MILLIS, () -> asked.apply(sql, query))
                    .map(unclear -> unclear.isEmpty() ? unclear : "says nothing (" + unclear + ")")
                    .or(() -> Optional.of("did not end within a second"))
                    .filter(why -> !why.isEmpty());
        } catch (SqlFailure failure) {
            return Optional.of("is refused with SQLSTATE " + failure.state());
        }
    }
}
