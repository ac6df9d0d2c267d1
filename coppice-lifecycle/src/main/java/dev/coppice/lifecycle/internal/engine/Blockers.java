package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.Retention;
import dev.coppice.lifecycle.internal.kind.StateRows;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Everything that refuses a teardown, found at once. */
final class Blockers {
    private final DSLContext dsl;
    private final Basis basis;
    private final TeardownRequest request;
    private final List<Fault> found = new ArrayList<>();

    private Blockers(DSLContext dsl, Basis basis, TeardownRequest request) {
        this.dsl = dsl;
        this.basis = basis;
        this.request = request;
    }

    static List<Fault> of(DSLContext dsl, Basis basis, TeardownRequest request) {
        var blockers = new Blockers(dsl, basis, request);
        blockers.protection();
        blockers.holds();
        blockers.freeze();
        blockers.parent();
        blockers.backup();
        blockers.due();
        blockers.gone();
        blockers.children();
        if (!basis.residual() && !request.beyondLimits()) {
            ShareLimit.exceeded(dsl, basis).ifPresent(blockers.found::add);
        }
        return List.copyOf(blockers.found);
    }

    private void protection() {
        basis.all()
                .filter(row -> row.protection())
                .forEach(row -> add(
                        "resource.protected",
                        basis.id(row) + " is protected in its own table, and may never be torn down.",
                        "Take the protection away there if it is meant to go."));
    }

    private void holds() {
        basis.all().forEach(row -> held(basis.id(row)));
        above(basis.row().parent());
    }

    private void above(Optional<String> parent) {
        var seen = new HashSet<String>();
        var next = parent;
        while (next.isPresent()) {
            var id = new ResourceId(basis.kind().name(), next.get());
            if (!seen.add(id.id())) {
                found.add(EngineFaults.circle(id));
                return;
            }
            held(id);
            next = basis.kind().table().find(dsl, id.id()).flatMap(Row::parent);
        }
    }

    private void held(ResourceId resource) {
        try {
            Fenced.requireNotHeld(dsl, resource);
        } catch (CoppiceException held) {
            add(held.code(), held.fault().found(), held.fault().next());
        }
    }

    private void freeze() {
        if (Freeze.in(dsl).state() instanceof FreezeState.Frozen frozen) {
            add(
                    "freeze.frozen",
                    "Everything was frozen by " + frozen.by() + ": " + frozen.reason() + ".",
                    "Run \"coppice unfreeze --reason TEXT\" when the reason is gone.");
        }
    }

    /** Past its point of no return the parent waits for a child that came late, which can go by itself only. */
    private void parent() {
        basis.row()
                .parent()
                .flatMap(id ->
                        new Ledger(dsl).unfinished(new ResourceId(basis.kind().name(), id)))
                .filter(leaving -> leaving.noReturnAt().isEmpty())
                .ifPresent(leaving -> add(
                        "resource.has-parent-leaving",
                        leaving.resource() + ", to which it belongs, is being torn down by operation " + leaving.id()
                                + ".",
                        "Wait for that operation, or call it off."));
    }

    private void backup() {
        var declared = basis.kind().config().backup();
        if (declared.isEmpty() && !request.withoutBackup()) {
            add(
                    "teardown.backup-required",
                    "Its kind declares no place for backups, and it was not said that nothing is to be kept.",
                    "Declare a backup, or say aloud that nothing is kept.");
        } else if (request.withoutBackup() && request.cause() != Cause.ASKED) {
            add(
                    "teardown.backup-required",
                    "Only a person may say that nothing is kept.",
                    "Have a person begin it, with a reason.");
        }
    }

    private void due() {
        if (request.cause() == Cause.DUE && (basis.row().status() != ResourceStatus.SUSPENDED || !due(dsl, basis))) {
            add("resource.not-due", "Its time is not over, or its retention still runs.", "Nothing has to be done.");
        }
    }

    /** What was found again is disposed of without a person, so only while it is certain that nobody wants it. */
    private void gone() {
        if (request.cause() == Cause.FOUND && !(basis.residual() && buried())) {
            add("resource.not-gone", "It is not gone, or was brought back meanwhile.", "Look whether it is wanted.");
        }
    }

    /** What is left of one that is gone may be what its children live by, and its teardown is no word about them. */
    private void children() {
        if (basis.residual() && !basis.below().isEmpty()) {
            add(
                    "resource.has-living-children",
                    "It is gone, and " + basis.below().size() + " of those below it live: "
                            + basis.belowIds().stream().limit(5).collect(Collectors.joining(", ")) + ".",
                    "Tear them down first, or move them elsewhere.");
        }
    }

    private boolean buried() {
        return dsl.fetchExists(DSL.selectOne()
                .from("coppice.tombstone")
                .where(
                        "kind = ? AND resource_id = ? AND lifted_at IS NULL",
                        basis.kind().name(),
                        basis.row().id()));
    }

    /** Whether the time of a resource is over, its retention too. */
    static boolean due(DSLContext dsl, Basis basis) {
        var now = dsl.fetchSingle("SELECT clock_timestamp() AS now")
                .get("now", OffsetDateTime.class)
                .toInstant();
        var kind = basis.kind();
        var state = StateRows.find(dsl, kind.name(), basis.row());
        return Retention.over(
                        kind.config(), state, kind.table().due(dsl, basis.row().id()))
                .filter(over -> !over.isAfter(now))
                .isPresent();
    }

    private void add(String code, String what, String next) {
        found.add(EngineFaults.refused(code, basis.resource(), what, next));
    }
}
