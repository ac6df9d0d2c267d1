package dev.coppice.lifecycle.internal.sensor;

/**
 * Reports what no row knows.
 *
 * @param parts what it works with
 */
record FindOrphans(SensorParts parts) implements RecordedSensor.Look {
    @Override
    public void look(Decisions decisions) throws InterruptedException {
        Each.kind(parts, decisions, kind -> {
            if (kind.config().backup().isPresent()) {
                parts.backups()
                        .orphans(kind.name())
                        .forEach(name -> decisions.waited(
                                kind.name(), name, "backup.orphan", "No row knows this object. Nothing was removed."));
            }
            decisions.complete(kind.name());
        });
    }
}
