package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindListing.Candidate;
import dev.coppice.lifecycle.internal.sql.Transacting;
import java.util.List;

/**
 * Suspends what has ended. Each resource is looked at again with its row locked, so of several processes one acts.
 *
 * @param parts what it works with
 */
record SuspendExpired(SensorParts parts) implements RecordedSensor.Look {
    static final String NAME = "suspend-expired";

    /** So many are looked at for each that may be acted on: those who are refused take no place of others. */
    static final int WINDOW = 4;

    private static final Act ACT = Act.of("sensor " + NAME, "its end has come");
    private static final Act SEEN = Act.of("sensor " + NAME, "its own table says so");

    @Override
    public void look(Decisions decisions) throws InterruptedException {
        Each.kind(parts, decisions, kind -> look(kind, decisions));
    }

    @Override
    public void preview(Decisions decisions) {
        Each.previewed(
                parts,
                decisions,
                kind -> candidates(kind).forEach(candidate -> {
                    if (candidate.due().isEmpty()) {
                        withoutEnd(kind, candidate, decisions);
                    } else {
                        decisions.due(kind.name(), candidate.id(), "resource.suspended", "Its end has come.");
                    }
                }));
    }

    private List<Candidate> candidates(Kind kind) {
        var window = kind.config().limits().batch() * WINDOW;
        return new Transacting(parts.database())
                .run(dsl -> parts.kinds().listing(kind.name()).candidates(dsl, NAME, ResourceStatus.ACTIVE, window));
    }

    private static void withoutEnd(Kind kind, Candidate candidate, Decisions decisions) {
        decisions.refused(
                kind.name(),
                candidate.id(),
                "due.without-end",
                "The due query has it without an end that is not immediate either, so it would never end.");
    }

    private void look(Kind kind, Decisions decisions) {
        var batch = kind.config().limits().batch();
        var window = batch * WINDOW;
        parts.resources().noteReactivated(kind.name(), window, SEEN);
        var candidates = candidates(kind);
        var acted = 0;
        for (var candidate : candidates) {
            if (acted == batch) {
                decisions.waited(kind.name(), candidate.id(), "sensor.batch-full", "Others come first in this look.");
            } else if (decide(kind, candidate, decisions)) {
                acted++;
            }
        }
        if (candidates.size() < window) {
            decisions.complete(kind.name());
        }
    }

    private boolean decide(Kind kind, Candidate candidate, Decisions decisions) {
        var id = candidate.id();
        if (candidate.due().isEmpty()) {
            withoutEnd(kind, candidate, decisions);
            return false;
        }
        try {
            return switch (parts.resources().suspendIfDue(new ResourceId(kind.name(), id), ACT)) {
                case SUSPENDED -> {
                    decisions.acted(kind.name(), id, "resource.suspended", "Its end has come.");
                    yield true;
                }
                case RENEWED -> {
                    decisions.waited(kind.name(), id, "due.renewed", "It was renewed before it was suspended.");
                    yield false;
                }
                case OTHERWISE -> false;
            };
        } catch (RuntimeException refused) {
            decisions.refused(kind.name(), id, refused);
            return false;
        }
    }
}
