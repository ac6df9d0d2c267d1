package dev.coppice.prune.internal.campaign;

import static dev.coppice.prune.CampaignState.CANCELLED;
import static dev.coppice.prune.CampaignState.CANCELLING;
import static dev.coppice.prune.CampaignState.INTERRUPTED;
import static dev.coppice.prune.CampaignState.PAUSED;
import static dev.coppice.prune.CampaignState.PAUSING;
import static dev.coppice.prune.CampaignState.RUNNING;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Tuning;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.WorkerLedger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Changes a campaign from outside. Each change locks the rows of all workers first: it waits for the chunks under way, and the
 * next ones see it; then that of the campaign, so that no worker enters meanwhile. Writes its own audit entry.
 *
 * @param transactions where
 */
public record Control(Transacting transactions) {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /**
     * One change.
     *
     * @param verb what is done
     * @param act by whom, and why
     * @param next the state after one, where a living process works or does not
     */
    private record Change(String verb, Act act, BiFunction<CampaignState, Boolean, CampaignState> next) {}

    /** Asks for a pause, or pauses at once where no process works. */
    public Campaign pause(long id, Act act) {
        return changed(id, new Change("paused", act, (before, living) -> switch (before) {
            case RUNNING -> living ? PAUSING : PAUSED;
            case PAUSING -> living ? before : PAUSED;
            case PLANNED, INTERRUPTED -> PAUSED;
            case PAUSED, CANCELLING, CANCELLED, FAILED, SUCCEEDED, PARTIAL -> before;
        }));
    }

    /** Takes back a pause, or lets the next execution go on; with other rows in the same transaction. */
    public Campaign resume(long id, Act act, BiConsumer<DSLContext, Campaign> together) {
        return locked(id, dsl -> change(dsl, id, resumption(act), together));
    }

    /** Hands over what is unfinished with other rows in the same transaction, which takes back a pause. */
    public Campaign handOver(long id, Act act, BiConsumer<DSLContext, Campaign> together) {
        return locked(id, dsl -> {
            var before = load(new CampaignLedger(dsl), id);
            return switch (before.state()) {
                case PAUSED, PAUSING -> change(dsl, id, resumption(act), together);
                case PLANNED, RUNNING, INTERRUPTED -> {
                    together.accept(dsl, before);
                    yield before;
                }
                case CANCELLING, CANCELLED, FAILED, SUCCEEDED, PARTIAL ->
                    throw CampaignFaults.wrongState(before, "handed over").exception();
            };
        });
    }

    private static Change resumption(Act act) {
        return new Change("resumed", act, (before, living) -> switch (before) {
            case PAUSING -> living ? RUNNING : INTERRUPTED;
            case PAUSED -> INTERRUPTED;
            case PLANNED, RUNNING, INTERRUPTED, CANCELLING, CANCELLED, FAILED, SUCCEEDED, PARTIAL -> before;
        });
    }

    /** Asks for the end, or ends it at once where no process works. */
    public Campaign abort(long id, Act act) {
        return changed(id, new Change("aborted", act, (before, living) -> switch (before) {
            case RUNNING, PAUSING -> living ? CANCELLING : CANCELLED;
            case CANCELLING -> living ? before : CANCELLED;
            case PLANNED, PAUSED, INTERRUPTED -> CANCELLED;
            case CANCELLED, FAILED, SUCCEEDED, PARTIAL -> before;
        }));
    }

    /** Sets other limits and another aim; the next chunk follows them. */
    public Campaign retune(long id, UnaryOperator<Tuning> change, Act act) {
        return locked(id, dsl -> {
            var ledger = new CampaignLedger(dsl);
            var before = load(ledger, id);
            var tuning = change.apply(before.tuning());
            if (!ledger.retune(id, tuning)) {
                throw CampaignFaults.wrongState(before, "retuned").exception();
            }
            audit(dsl, act, "retuned", before, json(tuning.toString()));
            return load(ledger, id);
        });
    }

    private Campaign changed(long id, Change wanted) {
        return locked(id, dsl -> change(dsl, id, wanted, (transaction, campaign) -> {}));
    }

    /** The other rows come before the audit entry: whoever has the trail's lock waits for no row of theirs. */
    private static Campaign change(DSLContext dsl, long id, Change wanted, BiConsumer<DSLContext, Campaign> together) {
        var ledger = new CampaignLedger(dsl);
        var before = load(ledger, id);
        var after = wanted.next().apply(before.state(), new WorkerLedger(dsl).alive(id));
        if (after == before.state()) {
            throw CampaignFaults.wrongState(before, wanted.verb()).exception();
        }
        var stops = after == PAUSED || after == INTERRUPTED || after == CANCELLED;
        var act = wanted.act();
        ledger.move(
                id,
                before.state(),
                after,
                "It was " + wanted.verb() + " by " + act.actor() + ": " + act.reason() + ".",
                stops ? wanted.verb() : null);
        var campaign = load(ledger, id);
        together.accept(dsl, campaign);
        audit(dsl, act, wanted.verb(), before, json(after.name()));
        return campaign;
    }

    private <T> T locked(long id, Function<DSLContext, T> work) {
        try {
            return transactions.run(dsl -> {
                new WorkerLedger(dsl).lockAll(id);
                new CampaignLedger(dsl).lock(id);
                return work.apply(dsl);
            });
        } catch (DataAccessException failure) {
            if (LOCK_NOT_AVAILABLE.equals(failure.sqlState())) {
                throw CampaignFaults.busy(id).exception(failure);
            }
            throw failure;
        }
    }

    private static Campaign load(CampaignLedger ledger, long id) {
        return ledger.find(id)
                .orElseThrow(() -> CampaignFaults.unknown(id).exception())
                .campaign();
    }

    private static void audit(DSLContext dsl, Act act, String verb, Campaign before, String after) {
        AuditTrail.in(dsl)
                .append(AuditEvent.of(act, "campaign." + verb, "campaign/" + before.id())
                        .before(json(before.state().name()))
                        .after(after));
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
