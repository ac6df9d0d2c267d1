package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.internal.sql.Transacting;

/**
 * Looks again at what is said to be gone.
 *
 * @param parts what it works with
 */
record ProbeCertificates(SensorParts parts) implements RecordedSensor.Look {
    @Override
    public void look(Decisions decisions) {
        var done = parts.certificates().probe();
        if (done > 0) {
            decisions.acted(
                    Decisions.ALL, Decisions.ALL, "certificate.probed", done + " looks at certificates were done.");
        }
    }

    @Override
    public void preview(Decisions decisions) {
        var due = new Transacting(parts.database())
                .run(dsl -> dsl.fetchSingle("SELECT count(*) FROM coppice.certificate_probe AS p"
                                + " JOIN coppice.certificate AS c ON c.id = p.certificate_id"
                                + " WHERE p.outcome IS NULL AND p.due_at <= clock_timestamp()"
                                + " AND c.revoked_at IS NULL")
                        .get(0, Long.class));
        if (due > 0) {
            decisions.due(Decisions.ALL, Decisions.ALL, "certificate.probed", due + " looks at certificates are due.");
        }
    }
}
