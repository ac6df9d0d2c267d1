package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.ops.Fault;
import java.util.Optional;
import org.jooq.DSLContext;

/** How many resources of a kind may be torn down in a period: a mistake does not take everything with it. */
final class ShareLimit {
    /** So many may always go: a share of a few resources would be none. */
    private static final long FLOOR = 10;

    /** The first half of the key of the advisory lock under which teardowns of a kind are counted and begun. */
    private static final int LOCK = 0x636f_7002;

    private ShareLimit() {}

    /** Keeps others from beginning teardowns of the kind until the transaction ends. Call it before any row is locked. */
    static void serialise(DSLContext dsl, Kind kind) {
        dsl.fetch("SELECT pg_advisory_xact_lock(?, hashtext(?))", LOCK, kind.name());
    }

    /** A family that is too large is another matter than a share that is used up: smaller ones may still go. */
    static Optional<Fault> exceeded(DSLContext dsl, Basis basis) {
        var kind = basis.kind();
        var share = kind.config().limits().share();
        var begun = new Ledger(dsl).begun(kind.name(), share.period());
        var wanted = 1 + basis.below().size();
        if (begun.begun() + wanted <= FLOOR) {
            return Optional.empty();
        }
        var all = kind.table().living(dsl) + begun.gone();
        var most = Math.max(FLOOR, (long) Math.floor(share.part().fraction() * all));
        return begun.begun() + wanted <= most
                ? Optional.empty()
                : Optional.of(
                        EngineFaults.refused(
                                begun.begun() < most ? "teardown.family-exceeds-share" : "teardown.share-exceeded",
                                basis.resource(),
                                begun.begun() + " of " + all + " resources of its kind were taken down within "
                                        + share.period().toDays() + " days, " + wanted
                                        + " more would go, and no more than "
                                        + most + " may.",
                                "Wait, or have a person exceed it with --beyond-limits and a reason (over HTTP beyondLimits)."));
    }
}
