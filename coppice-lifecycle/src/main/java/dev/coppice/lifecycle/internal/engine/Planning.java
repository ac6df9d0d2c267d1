package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Approval;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownPlan.Blocker;
import dev.coppice.lifecycle.TeardownPlan.PlannedStep;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.engine.EngineSteps.Keeping;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.NewOperation.NewStep;
import dev.coppice.lifecycle.internal.resource.Standings;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.internal.step.Looking;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/**
 * What a teardown would do, found without changing anything.
 *
 * @param parts what the engine is made of
 * @param hooks what tests replace
 * @param kind the kind
 * @param request what is asked
 */
record Planning(EngineParts parts, Hooks hooks, Kind kind, TeardownRequest request) {
    private static final String BACK = "It can be called off until its first step that destroys begins; ";

    TeardownPlan plan() throws InterruptedException {
        return plan(store(parts.backups()::requireReachable), hooks.most(kind));
    }

    /** The same without a look at the store, in so long. */
    TeardownPlan look(Duration most) throws InterruptedException {
        return plan(Optional.empty(), most);
    }

    private TeardownPlan plan(Optional<Fault> store, Duration most) throws InterruptedException {
        var found = new Transacting(parts.database()).run(this::read);
        var blockers = new ArrayList<>(found.blockers());
        store.ifPresent(blockers::add);
        return new TeardownPlan(
                found.resource(),
                found.hash(),
                found.basis().residual(),
                found.basis().below().stream().map(found.basis()::id).toList(),
                steps(found.basis(), most),
                blockers.stream()
                        .map(fault -> new Blocker(fault.code(), fault.found() + " " + fault.next()))
                        .toList(),
                warnings(found),
                kind.config().approvals(),
                found.signedBy(),
                hosting(found.basis()).map(found.now()::plus),
                back(found.basis()));
    }

    /** Refuses a store that could not take the backup; writes a probe into it. */
    Optional<Fault> store() {
        return store(parts.backups()::requireUsable);
    }

    private Optional<Fault> store(Consumer<Kind> look) {
        if (request.withoutBackup() || kind.config().backup().isEmpty()) {
            return Optional.empty();
        }
        try {
            look.accept(kind);
            return Optional.empty();
        } catch (CoppiceException unusable) {
            return Optional.of(EngineFaults.refused(
                    "teardown.store-unusable",
                    request.resource(),
                    "Its backup could not be kept: " + unusable.fault().found(),
                    unusable.fault().next()));
        }
    }

    private record Found(Basis basis, Resource resource, Optional<Approval> approval, Read read) {
        List<Fault> blockers() {
            return read.blockers();
        }

        String hash() {
            return read.hash();
        }

        Instant now() {
            return read.now();
        }

        List<String> signedBy() {
            return approval.stream()
                    .flatMap(open -> open.signatures().stream())
                    .map(signature -> signature.act().actor())
                    .toList();
        }
    }

    private record Read(List<Fault> blockers, String hash, Instant now, Optional<Long> underWay) {}

    private Found read(DSLContext dsl) {
        var row = kind.table()
                .find(dsl, request.resource().id())
                .orElseThrow(() -> new Vanished(dsl, request.resource()).fault().exception());
        var basis = Basis.read(dsl, kind, row);
        var hash = basis.hash(request.withoutBackup());
        var now = dsl.fetchSingle("SELECT clock_timestamp() AS now")
                .get("now", OffsetDateTime.class)
                .toInstant();
        var underWay = new Ledger(dsl).unfinished(request.resource());
        var approval = Approvals.in(dsl)
                .find(Beginning.subject(request.resource()), hash)
                .filter(known -> known.usedBy().isEmpty() && known.lapsesAt().isAfter(now));
        return new Found(
                basis,
                Standings.of(dsl, kind, row),
                approval,
                new Read(Blockers.of(dsl, basis, request), hash, now, underWay.map(operation -> operation.id())));
    }

    private List<PlannedStep> steps(Basis basis, Duration most) throws InterruptedException {
        var context =
                new Looking(parts.database(), basis.resource(), basis.row().columns(), Optional.empty(), most);
        var sights = new Looks(context, most).at(kind.steps());
        return EngineSteps.of(kind, request.withoutBackup() ? Keeping.NOTHING : Keeping.OWN).stream()
                .map(step -> planned(step, Optional.ofNullable(sights.get(step.name()))))
                .toList();
    }

    private static PlannedStep planned(NewStep step, Optional<Sight> sight) {
        return sight.isPresent() && sight.get() instanceof Sight.Unknown unknown
                ? planned(step, Optional.empty(), Optional.of(unknown))
                : planned(step, sight.map(Sight.Counted.class::cast), Optional.empty());
    }

    private static PlannedStep planned(NewStep step, Optional<Sight.Counted> sight, Optional<Sight.Unknown> unseen) {
        return new PlannedStep(
                step.name(),
                step.type(),
                step.after(),
                step.bestEffort(),
                step.destroys(),
                sight.map(Sight.Counted::items),
                sight.map(Sight.Counted::bytes),
                unseen.map(Sight.Unknown::code),
                unseen.map(Sight.Unknown::message));
    }

    private List<String> warnings(Found found) {
        var warnings = new ArrayList<String>();
        found.read().underWay().ifPresent(id -> warnings.add("It is leaving already, by operation " + id + "."));
        if (request.withoutBackup()) {
            warnings.add("Nothing is kept: there is no way back once the first step that destroys has begun.");
        }
        return warnings;
    }

    private Optional<Duration> hosting(Basis basis) {
        if (request.withoutBackup()) {
            return Optional.empty();
        }
        return kind.config().backup().map(backup -> {
            var byDefault = backup.hosting().getOrDefault("default", Duration.ZERO);
            return basis.row()
                    .tier()
                    .map(tier -> backup.hosting().getOrDefault(tier, byDefault))
                    .orElse(byDefault);
        });
    }

    private String back(Basis basis) {
        if (basis.residual()) {
            return "It is gone: only a backup that is kept brings it back.";
        }
        return hosting(basis)
                .map(time -> BACK + "after that only its backup brings it back, for " + time.toDays() + " days.")
                .orElse(BACK + "after that nothing brings it back.");
    }

    /** Signs the plan if it still has this hash. */
    static Approval approve(DSLContext dsl, Basis basis, TeardownRequest request, ApprovalRequest signature) {
        var hash = basis.hash(request.withoutBackup());
        if (!hash.equals(signature.planHash())) {
            throw EngineFaults.otherPlan(request.resource(), signature.planHash(), hash)
                    .exception();
        }
        return Approvals.in(dsl).approve(signature);
    }
}
