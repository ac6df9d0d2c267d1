package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindListing.Candidate;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.time.Instant;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * Begins teardowns that are due. The teardown looks again, with the rows locked, whether it is: of several processes one begins
 * it, and what was renewed meanwhile stays.
 *
 * @param parts what it works with
 */
record DeprovisionDue(SensorParts parts) implements RecordedSensor.Look {
    static final String NAME = "deprovision-due";

    private static final String SHARE = "teardown.share-exceeded";
    private static final Act SEEN = Act.of("sensor " + NAME, "its own table says so");
    private static final Act ACT = Act.of("sensor " + NAME, "its end has come and its retention is over");

    @Override
    public void look(Decisions decisions) throws InterruptedException {
        Each.kind(parts, decisions, kind -> new OfKind(kind, decisions).look());
    }

    @Override
    public void preview(Decisions decisions) {
        var now = now();
        Each.previewed(parts, decisions, kind -> {
            for (var candidate : candidates(kind)) {
                parts.resources()
                        .find(new ResourceId(kind.name(), candidate.id()))
                        .ifPresent(resource -> preview(resource, now, decisions));
            }
        });
    }

    /** One that others have suspended is kept from the first look on. */
    private static void preview(Resource resource, Instant now, Decisions decisions) {
        var id = resource.id();
        resource.teardownAt()
                .filter(over -> !over.isAfter(now))
                .ifPresentOrElse(
                        over -> decisions.due(
                                id.kind(),
                                id.id(),
                                "teardown.begun",
                                "It has been due for teardown since " + over + "."),
                        () -> decisions.waited(
                                id.kind(),
                                id.id(),
                                "due.retained",
                                resource.teardownAt()
                                        .map(over -> "It is kept until " + over + ".")
                                        .orElse("It is kept from the next look on.")));
    }

    private List<Candidate> candidates(Kind kind) {
        var window = kind.config().limits().batch() * SuspendExpired.WINDOW;
        return transacting()
                .run(dsl -> parts.kinds().listing(kind.name()).candidates(dsl, NAME, ResourceStatus.SUSPENDED, window));
    }

    /** One kind in one look. For one thread. */
    private final class OfKind {
        private final Kind kind;
        private final Decisions decisions;
        private int begun;
        private boolean shareIsUp;

        OfKind(Kind kind, Decisions decisions) {
            this.kind = kind;
            this.decisions = decisions;
        }

        void look() {
            var batch = kind.config().limits().batch();
            var window = batch * SuspendExpired.WINDOW;
            var candidates = candidates(kind);
            for (var candidate : candidates) {
                if (begun == batch) {
                    waited(candidate.id(), "sensor.batch-full", "Others come first in this look.");
                } else {
                    decide(candidate.id());
                }
            }
            if (candidates.size() < window) {
                decisions.complete(kind.name());
            }
        }

        private void decide(String id) {
            try {
                var over = parts.resources().retainedUntil(new ResourceId(kind.name(), id), SEEN);
                if (over.isEmpty()) {
                    waited(id, "due.renewed", "It is not due, or not suspended, any more.");
                } else if (over.get().isAfter(now())) {
                    waited(id, "due.retained", "It is kept until " + over.get() + ".");
                } else if (shareIsUp) {
                    waited(id, SHARE, "The share of its kind that may go in this period is used up.");
                } else {
                    begin(id);
                }
            } catch (RuntimeException refused) {
                shareIsUp |=
                        refused instanceof CoppiceException told && told.code().equals(SHARE);
                decisions.refused(kind.name(), id, refused);
            }
        }

        private void begin(String id) {
            var request =
                    TeardownRequest.of(new ResourceId(kind.name(), id), ACT).because(Cause.DUE);
            var operation = parts.teardowns().begin(request);
            begun++;
            decisions.acted(kind.name(), id, "teardown.begun", "Operation " + operation.id() + " takes it down.");
        }

        private void waited(String id, String code, String message) {
            decisions.waited(kind.name(), id, code, message);
        }
    }

    private Instant now() {
        return transacting()
                .run(dsl -> dsl.fetchSingle(DSL.field("clock_timestamp()", Instant.class))
                        .value1());
    }

    private Transacting transacting() {
        return new Transacting(parts.database());
    }
}
