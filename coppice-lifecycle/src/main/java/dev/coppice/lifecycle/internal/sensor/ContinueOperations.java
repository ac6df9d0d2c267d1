package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.sql.Transacting;
import org.jooq.Record;

/**
 * Carries operations on, and says of each that has not ended what it waits for.
 *
 * @param parts what it works with
 */
record ContinueOperations(SensorParts parts) implements RecordedSensor.Look {
    // language=SQL
    private static final String UNFINISHED = """
            SELECT o.id, o.kind, o.resource_id, coalesce(s.code, 'operation.' || o.state) AS code,
                coalesce('Step ' || s.name || ': ' || s.message, 'It is due.') AS message
            FROM coppice.operation AS o
            LEFT JOIN LATERAL (
                SELECT name, code, message FROM coppice.operation_step
                WHERE operation_id = o.id AND finished_at IS NULL AND code IS NOT NULL
                ORDER BY ordinal
                LIMIT 1
            ) AS s ON true
            WHERE o.finished_at IS NULL
            ORDER BY o.id
            LIMIT ?
            """;

    private static final int MOST = 1000;

    @Override
    public void look(Decisions decisions) throws InterruptedException {
        var pass = parts.teardowns().runOnce();
        if (pass.taken() > 0) {
            decisions.acted(
                    Decisions.ALL,
                    Decisions.ALL,
                    "operation.continued",
                    pass.taken() + " were carried on: " + pass.ended() + " ended, " + pass.waiting() + " wait, "
                            + pass.parked() + " are parked.");
        }
        var unfinished = new Transacting(parts.database()).run(dsl -> dsl.fetch(UNFINISHED, MOST));
        unfinished.forEach(row -> waits(row, decisions));
        if (unfinished.size() < MOST) {
            parts.kinds().all().forEach(kind -> decisions.complete(kind.name()));
        }
    }

    @Override
    public void preview(Decisions decisions) {
        var transacting = new Transacting(parts.database());
        for (var kind : parts.kinds().all()) {
            var batch = kind.config().limits().batch();
            for (var id : transacting.run(dsl -> new Ledger(dsl).due(kind.name(), batch))) {
                decisions.due(kind.name(), "operation " + id, "operation.continued", "It is due, and nobody is at it.");
            }
        }
    }

    private static void waits(Record row, Decisions decisions) {
        decisions.waited(
                row.get("kind", String.class),
                row.get("resource_id", String.class),
                row.get("code", String.class),
                "Operation " + row.get("id", Long.class) + ". " + row.get("message", String.class));
    }
}
