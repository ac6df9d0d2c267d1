package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.internal.step.Placed;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Reports what no row knows: objects in stores of backups, and schemas and databases that bear the name of a resource which is
 * not there any more.
 *
 * @param parts what it works with
 */
record FindOrphans(SensorParts parts) implements RecordedSensor.Look {
    @Override
    public void look(Decisions decisions) throws InterruptedException {
        Each.kind(parts, decisions, kind -> {
            reported(kind, decisions);
            decisions.complete(kind.name());
        });
    }

    /** It only reports. */
    @Override
    public void preview(Decisions decisions) {
        Each.previewed(parts, decisions, kind -> reported(kind, decisions));
    }

    private void reported(Kind kind, Decisions decisions) {
        if (kind.config().backup().isPresent()) {
            parts.backups()
                    .orphans(kind.name())
                    .forEach(name -> decisions.waited(
                            kind.name(), name, "backup.orphan", "No row knows this object. Nothing was removed."));
        }
        for (var step : kind.steps()) {
            if (step.step() instanceof Placed placed) {
                places(kind, step, placed, decisions);
            }
        }
    }

    // The places first, then the rows: one that is made right now has its row already.
    private void places(Kind kind, DeclaredStep step, Placed placed, Decisions decisions) {
        var transactions = new Transacting(parts.database());
        var places = transactions.<Map<String, String>>run(
                dsl -> dsl.connectionResult(connection -> placed.places(connection)));
        places.forEach((id, place) -> transactions
                .<Optional<String>>run(dsl -> ownerless(dsl, kind, id))
                .ifPresent(why -> decisions.waited(
                        kind.name(),
                        step.type() + " " + place,
                        step.type() + ".orphan",
                        why + " Nothing was removed.")));
    }

    private static Optional<String> ownerless(DSLContext dsl, Kind kind, String id) {
        var resource = new ResourceId(kind.name(), id);
        var row = kind.table().find(dsl, id);
        if (row.isEmpty()) {
            return Optional.of("No row has its id " + id + ": look into it, and drop it by hand.");
        }
        return row.get().status() == ResourceStatus.DEPROVISIONED
                        && new Ledger(dsl).unfinished(resource).isEmpty()
                ? Optional.of("It is left of " + resource + ", which is deprovisioned: deprovision it once more.")
                : Optional.empty();
    }
}
