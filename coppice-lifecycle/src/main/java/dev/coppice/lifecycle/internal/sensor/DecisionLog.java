package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.SensorReport;
import dev.coppice.lifecycle.SensorReport.Decision;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.util.Comparator;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * The last decision of a sensor about each subject, and its last run. Processes that look at once write the same rows, in the
 * same order.
 *
 * @param transacting where
 * @param sensor the sensor
 * @param worker this process
 */
record DecisionLog(Transacting transacting, String sensor, String worker) {
    private static final Comparator<Decision> ORDER =
            Comparator.comparing(Decision::kind).thenComparing(Decision::subject);

    // language=SQL
    private static final String DECISION = """
            INSERT INTO coppice.sensor_decision AS d
                (sensor, kind, subject, decision, code, message, since_at, decided_at)
            VALUES (?, ?, ?, ?, ?, ?, now(), now())
            ON CONFLICT (sensor, kind, subject) DO UPDATE SET
                decision = excluded.decision, code = excluded.code, message = excluded.message,
                since_at = CASE WHEN d.code = excluded.code THEN d.since_at ELSE excluded.since_at END,
                decided_at = excluded.decided_at
            """;

    // language=SQL
    private static final String STARTED = """
            INSERT INTO coppice.sensor_run (sensor, started_at, worker) VALUES (?, now(), ?)
            ON CONFLICT (sensor) DO UPDATE SET
                started_at = excluded.started_at, finished_at = NULL, worker = excluded.worker, acted = 0, waited = 0,
                problem = NULL
            """;

    void started() {
        transacting.run(dsl -> dsl.execute(STARTED, sensor, worker));
    }

    void finished(Decisions decisions, Optional<String> problem) {
        transacting.run(dsl -> {
            decisions.made().stream()
                    .sorted(ORDER)
                    .forEach(made -> dsl.execute(
                            DECISION,
                            sensor,
                            made.kind(),
                            made.subject(),
                            made.decision(),
                            made.code(),
                            made.message()));
            decisions.completeKinds().forEach(kind -> forget(dsl, kind));
            return ended(dsl, decisions.report(), problem);
        });
    }

    // What was acted on stays as its explanation.
    private void forget(DSLContext dsl, String kind) {
        dsl.execute("""
                DELETE FROM coppice.sensor_decision AS d
                USING coppice.sensor_run AS r
                WHERE r.sensor = d.sensor AND d.sensor = ? AND d.kind = ? AND d.decision <> 'acted'
                    AND d.decided_at < r.started_at
                """, sensor, kind);
    }

    private int ended(DSLContext dsl, SensorReport report, Optional<String> problem) {
        return dsl.execute("""
                UPDATE coppice.sensor_run
                SET finished_at = now(), acted = ?, waited = ?, problem = ?
                WHERE sensor = ? AND worker = ?
                """, report.acted(), report.waited(), problem.orElse(null), sensor, worker);
    }
}
