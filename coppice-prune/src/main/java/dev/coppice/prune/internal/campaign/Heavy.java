package dev.coppice.prune.internal.campaign;

import dev.coppice.control.TableName;
import dev.coppice.prune.PolicyConfig.HeavyRoots;
import dev.coppice.prune.internal.chunk.ChunkFailure;
import dev.coppice.prune.internal.chunk.ChunkRequest;
import dev.coppice.prune.internal.chunk.Drain;
import dev.coppice.prune.internal.chunk.Drained;
import dev.coppice.prune.internal.chunk.Looked;
import dev.coppice.prune.internal.chunk.Remover;
import dev.coppice.prune.internal.chunk.Tip;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger.Progress;
import dev.coppice.prune.internal.ledger.DrainLedger;
import dev.coppice.prune.internal.ledger.DrainLedger.Draining;
import dev.coppice.prune.internal.ledger.RootNote;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** What happens to a root with more behind it than one chunk may take: it is drained, or refused. */
final class Heavy {
    private static final String MANY = "More rows belong to it than may go in one transaction.";
    private static final String AGAIN =
            "It was drained, and again more rows belong to it than may go in one transaction.";

    private final Work work;
    private final Slot slot;
    private final Pace pace;
    private final Drain drain;

    Heavy(Work work, Slot slot, Pace pace) {
        this.work = work;
        this.slot = slot;
        this.pace = pace;
        this.drain = new Drain(work.policy(), work.hooks().pausePoint());
    }

    /** A root was found to be heavy. */
    Step found(DSLContext dsl, Standing standing, Looked.Heavy heavy) {
        if (standing.rowsLeft() < work.hooks().sizes().alone()) {
            return Leaving.leave(dsl, slot, Stops.rows(standing));
        }
        var drains = new DrainLedger(dsl, slot);
        if (drains.drained(heavy.key())) {
            note(dsl, standing, new RootNote(heavy.key(), RootNote.State.QUARANTINED, "heavy-again", AGAIN));
        } else if (work.policy().policy().config().heavyRoots() == HeavyRoots.DRAIN) {
            drains.begin(heavy.key(), MANY);
        } else {
            note(dsl, standing, new RootNote(heavy.key(), RootNote.State.QUARANTINED, "heavy", MANY));
        }
        return new Step.Went(standing, 0, 0, Duration.ZERO);
    }

    /** The root that this worker drains, if it is among those that are drained. */
    Optional<Draining> draining(DSLContext dsl, Map<List<String>, Integer> drained) {
        return drained.containsValue(slot.worker()) ? new DrainLedger(dsl, slot).find() : Optional.empty();
    }

    /** Age and key of the root that was drained last. */
    List<String> place() {
        return drain.place();
    }

    /** One chunk of it. */
    Drained chunk(Sql sql, ChunkRequest request, Draining draining, Remover remover) {
        var path = draining.way().stream()
                .map(step -> new Tip(new TableName(step.get(0), step.get(1)), step.subList(2, step.size())))
                .toList();
        return drain.run(sql, request, new Drain.Heavy(draining.key(), path), remover);
    }

    /** Enters where it goes on. */
    void went(DSLContext dsl, Drained.Went went) {
        var way = went.path().stream()
                .map(tip -> Stream.concat(
                                Stream.of(tip.table().schema(), tip.table().name()), tip.key().stream())
                        .toList())
                .toList();
        if (!new DrainLedger(dsl, slot).move(way, went.parts())) {
            throw new ChunkFailure(ChunkFailure.BESIDE, "Another worker goes on with the root that was drained.");
        }
    }

    /** It is light: the walk meets it again, where it stands. */
    void light(DSLContext dsl, Standing standing, Draining draining) {
        note(
                dsl,
                standing,
                new RootNote(draining.key(), RootNote.State.GONE, "drained", "What belonged to it is gone."));
    }

    /** It stays. One that has lost rows already, or may go and cannot, is nobody's to pass over in silence. */
    void over(DSLContext dsl, Standing standing, Draining draining, Drained.Over over) {
        var state = over.code().equals(Drained.Over.RING) ? RootNote.State.QUARANTINED : RootNote.State.SKIPPED;
        note(dsl, standing, new RootNote(draining.key(), state, over.code(), over.reason()));
    }

    private void note(DSLContext dsl, Standing standing, RootNote note) {
        var entries = new ChunkLedger(dsl, slot);
        entries.note(List.of(note));
        entries.advance(new Progress(standing.pass(), standing.position(), pace.rows(), Duration.ZERO, 0));
    }
}
