package dev.coppice.lifecycle.internal.sensor;

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
}
