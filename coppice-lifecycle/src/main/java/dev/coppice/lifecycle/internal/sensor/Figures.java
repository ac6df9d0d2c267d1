package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.LifecycleFigures;
import dev.coppice.lifecycle.LifecycleFigures.StepTimes;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Reads the figures of one database, from one snapshot each time. */
public final class Figures implements Supplier<LifecycleFigures> {
    private final Transacting transacting;

    /** Those of a database. */
    public Figures(DataSource database) {
        this.transacting = new Transacting(database);
    }

    @Override
    public LifecycleFigures get() {
        return transacting.run(dsl -> {
            dsl.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return read(dsl);
        });
    }

    private static LifecycleFigures read(DSLContext dsl) {
        var steps = dsl.fetchSingle("""
                SELECT count(*) FILTER (WHERE s.state = 'parked') AS parked, coalesce(sum(s.attempts), 0) AS attempts
                FROM coppice.operation_step AS s
                JOIN coppice.operation AS o ON o.id = s.operation_id AND o.finished_at IS NULL
                WHERE s.finished_at IS NULL
                """);
        return new LifecycleFigures(
                counts(
                        Stream.of(ResourceState.values()),
                        dsl.fetch("SELECT state, count(*) FROM coppice.resource_state GROUP BY state")
                                .intoMap(
                                        row -> ResourceState.of(row.get(0, String.class)),
                                        row -> row.get(1, Long.class))),
                counts(
                        Stream.of(OperationState.values()).filter(state -> !state.ended()),
                        dsl.fetch(
                                        "SELECT state, count(*) FROM coppice.operation WHERE finished_at IS NULL GROUP BY state")
                                .intoMap(
                                        row -> OperationState.valueOf(
                                                row.get(0, String.class).toUpperCase(Locale.ROOT)),
                                        row -> row.get(1, Long.class))),
                seconds(dsl, """
                        SELECT extract(epoch FROM now() - min(created_at)) FROM coppice.operation WHERE finished_at IS NULL
                        """),
                seconds(dsl, """
                        SELECT extract(epoch FROM now() - min(created_at)) FROM coppice.operation
                        WHERE finished_at IS NULL AND purpose = 'teardown' AND state <> 'residual'
                            AND created_at < now() - interval '1 hour'
                        """),
                steps.get("parked", Long.class),
                steps.get("attempts", Long.class),
                dsl.fetch("""
                        SELECT s.type, count(*), extract(epoch FROM sum(a.outcome_at - a.intent_at)),
                            extract(epoch FROM max(a.outcome_at - a.intent_at))
                        FROM coppice.operation_attempt AS a
                        JOIN coppice.operation_step AS s ON s.operation_id = a.operation_id AND s.name = a.step
                        WHERE a.outcome_at > now() - interval '1 day'
                        GROUP BY s.type
                        """).intoMap(row -> row.get(0, String.class), Figures::times),
                seconds(dsl, """
                        SELECT extract(epoch FROM min(due) - now())
                        FROM (
                            SELECT min(expires_at) AS due FROM coppice.backup WHERE state IN ('completed', 'expiring')
                            UNION ALL
                            SELECT min(due_at) FROM coppice.certificate_probe WHERE outcome IS NULL
                        ) AS promise
                        """));
    }

    /** A state that nobody stands in is 0, and not unknown. */
    private static <S> Map<S, Long> counts(Stream<S> states, Map<S, Long> found) {
        return states.collect(Collectors.toMap(state -> state, state -> found.getOrDefault(state, 0L)));
    }

    private static StepTimes times(Record row) {
        return new StepTimes(row.get(1, Long.class), duration(row, 2), duration(row, 3));
    }

    private static Optional<Duration> seconds(DSLContext dsl, String query) {
        var row = dsl.fetchSingle(query);
        return row.get(0) == null ? Optional.empty() : Optional.of(duration(row, 0));
    }

    private static Duration duration(Record row, int column) {
        return Duration.ofMillis(Math.round(row.get(column, Double.class) * 1000));
    }
}
