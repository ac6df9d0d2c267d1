package dev.coppice.prune.internal.erasure;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.Approval;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.ChunkGuard;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.Finding;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Severity;
import dev.coppice.prune.Subject;
import dev.coppice.prune.internal.campaign.ArchiveKey;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.erasure.CheckedSubject.One;
import dev.coppice.prune.internal.erasure.ErasureLedger.New;
import dev.coppice.prune.internal.plan.SubjectCount;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.Sql;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * Begins one erasure: its record, the approval it uses up and the entry in the audit trail are one transaction, which enters as a
 * chunk does, so that a hold that was placed before is seen and one that is placed later meets the chunks.
 *
 * @param database where
 * @param subject the kind of subject
 * @param key its key
 * @param options who wants it, and for which plan
 */
public record Beginning(DataSource database, Subject subject, List<String> key, CampaignOptions options) {
    private static final int TELLING = 3;

    /** Copies the key. */
    public Beginning {
        key = List.copyOf(key);
    }

    private record Ready(CheckedSubject checked, One one, PlanContract contract, List<Finding> findings) {}

    /** The erasure that was begun, with more rows in its transaction, or the one that was found unfinished. */
    public Erasure begun(BiConsumer<DSLContext, Erasure> together) {
        var ready = ready();
        requireMeant(ready.contract());
        requireSilent(ready.one());
        return Transacting.guarded(() -> {
            var unfinished = transactions().run(dsl -> unfinished(dsl, ready.one()));
            if (unfinished.isEmpty()) {
                return anew(ready, together);
            }
            var erasure = unfinished.get();
            return abandoned(ready, erasure) ? afterwards(erasure, () -> anew(ready, together)) : found(erasure, ready);
        });
    }

    private Erasure anew(Ready ready, BiConsumer<DSLContext, Erasure> together) {
        requirePossible(ready);
        var made = transactions().run(dsl -> {
            var created = create(dsl, ready);
            created.ifPresent(erasure -> together.accept(dsl, erasure));
            return created;
        });
        return made.orElseGet(() -> found(
                transactions()
                        .run(dsl -> unfinished(dsl, ready.one()))
                        .orElseThrow(() -> ErasureFaults.takenOver(0).exception()),
                ready));
    }

    /** What fails once an earlier erasure was ended does not say that nothing was changed. */
    private static Erasure afterwards(Erasure ended, Supplier<Erasure> rest) {
        try {
            return Transacting.guarded(rest);
        } catch (CoppiceException failure) {
            var fault = failure.fault();
            if (fault.effect() != Effect.NONE) {
                throw failure;
            }
            throw fault.changed("Erasure " + ended.id()
                            + " of it, which led to nothing any more, was ended, and its key is forgotten.")
                    .leaving(Effect.COMMITTED, fault.retry())
                    .exception(failure);
        }
    }

    /** Signs it. */
    public Approval approved() {
        var ready = ready();
        requireMeant(ready.contract());
        requireSilent(ready.one());
        var request = ApprovalRequest.of(
                approval(subject, ready.one().digest()), ready.contract().fullHash(), options.act());
        var wanted = subject.config().approvals() > 1 ? request.withSecondPerson() : request;
        return Transacting.guarded(
                () -> transactions().run(dsl -> Approvals.in(dsl).approve(wanted)));
    }

    private Ready ready() {
        return ReadOnly.run(database, sql -> {
            var planner = ErasurePlanner.of(sql, subject, key);
            return new Ready(planner.checked(), planner.one(), planner.contract(), planner.findings());
        });
    }

    private void requireMeant(PlanContract contract) {
        options.plan().filter(hash -> !contract.hasHash(hash)).ifPresent(hash -> {
            throw ErasureFaults.otherPlan(subject, hash, contract.hash()).exception();
        });
    }

    /** A reason outlives the subject. */
    private void requireSilent(One one) {
        var reason = options.act().reason();
        if (one.key().stream().anyMatch(part -> part.length() >= TELLING && reason.contains(part))) {
            throw ErasureFaults.telling(subject).exception();
        }
    }

    private void requirePossible(Ready ready) {
        if (!ready.one().there()) {
            throw ErasureFaults.absent(subject, earlier(ready.one())).exception();
        }
        if (ready.findings().stream().anyMatch(finding -> finding.severity() == Severity.BLOCK)) {
            throw ErasureFaults.blocked(subject, ready.findings()).exception();
        }
        ArchiveKey.requireUsable(ready.checked().policy(ready.one().key()));
    }

    private String earlier(One one) {
        return transactions()
                .run(dsl -> new ErasureLedger(dsl).latest(subject.config().table(), one.digest()))
                .map(last -> " Erasure " + last.id() + " of it ended " + last.state() + ".")
                .orElse("");
    }

    private Optional<Erasure> create(DSLContext dsl, Ready ready) {
        ChunkGuard.enter(dsl);
        var holds = dsl.connectionResult(connection -> {
            PinnedSettings.apply(connection);
            var sql = new Sql(connection);
            return SubjectCount.held(
                    sql,
                    CheckedPolicy.of(sql, ready.checked().policy(ready.one().key())));
        });
        if (!holds.isEmpty()) {
            throw ErasureFaults.held(subject, holds).exception();
        }
        var ledger = new ErasureLedger(dsl);
        var id = ledger.create(new New(
                subject.name(),
                subject.config().table(),
                ready.one().digest(),
                ready.one().key(),
                ready.contract().fullHash(),
                options.act()));
        if (id.isEmpty()) {
            return Optional.empty();
        }
        var name = "erasure/" + id.getAsLong();
        if (subject.config().approvals() > 0) {
            ledger.approvedBy(id.getAsLong(), consumed(dsl, ready, name).id());
        }
        AuditTrail.in(dsl).append(AuditEvent.of(options.act(), "erasure.begun", name));
        return ledger.find(id.getAsLong());
    }

    private Approval consumed(DSLContext dsl, Ready ready, String consumer) {
        var approvals = Approvals.in(dsl);
        var hash = ready.contract().fullHash();
        var alone = subject.config().approvals() == 1 && options.plan().isPresent();
        Approval used;
        try {
            used = approvals.consume(approval(subject, ready.one().digest()), hash, consumer);
        } catch (CoppiceException refused) {
            if (!alone || refused.code().equals("approval.incomplete")) {
                throw refused;
            }
            approvals.approve(ApprovalRequest.of(approval(subject, ready.one().digest()), hash, options.act()));
            used = approvals.consume(approval(subject, ready.one().digest()), hash, consumer);
        }
        var actor = options.act().actor();
        if (used.requiredApprovers() > 1
                && used.signatures().stream()
                        .anyMatch(each -> each.act().actor().equals(actor))) {
            throw ErasureFaults.executorApproved(subject, actor).exception();
        }
        return used;
    }

    private Optional<Erasure> unfinished(DSLContext dsl, One one) {
        return new ErasureLedger(dsl)
                .latest(subject.config().table(), one.digest())
                .filter(erasure -> erasure.state() == ErasureState.RUNNING);
    }

    private boolean abandoned(Ready ready, Erasure unfinished) {
        return new Ending(transactions(), Optional.empty())
                .abandoned(ready.checked(), unfinished.id(), options.act().actor());
    }

    private static Erasure found(Erasure erasure, Ready ready) {
        if (!ready.contract().fullHash().equals(erasure.planHash())) {
            throw ErasureFaults.stale(erasure).exception();
        }
        return erasure;
    }

    /** What approvals of the erasure of one subject are filed under. */
    public static String approval(Subject subject, String digest) {
        return "erasure/" + subject.name() + "/" + digest;
    }

    private Transacting transactions() {
        return new Transacting(database);
    }
}
