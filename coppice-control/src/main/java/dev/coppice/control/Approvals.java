package dev.coppice.control;

import dev.coppice.control.internal.approval.ApprovalRows;
import dev.coppice.control.internal.json.Json;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Fault;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Approvals of plans, bound to the caller's transaction. An approval holds for one subject and one plan hash, for a limited
 * time, and for one run. The time counts from the first signature. An approval of the same plan that has lapsed is signed
 * anew from the beginning.
 *
 * <p>Each change locks the approval's row and writes its audit entry. Not for several threads at once, as its transaction is
 * not.
 */
public final class Approvals {
    private final DSLContext transaction;
    private final ApprovalRows rows;

    private Approvals(DSLContext transaction) {
        this.transaction = transaction;
        this.rows = new ApprovalRows(transaction);
    }

    /**
     * The approvals as seen and written by a transaction.
     *
     * @throws IllegalStateException when the connection commits by itself
     */
    public static Approvals in(DSLContext transaction) {
        return new Approvals(Joined.transaction(transaction));
    }

    /**
     * Signs a plan, as the first or the second person. Where the two ask for different numbers of people, the greater holds.
     *
     * @throws dev.coppice.ops.CoppiceException {@code approval.same-person} when the first signatory signs again,
     *     {@code approval.already-complete} when everybody has signed
     */
    public Approval approve(ApprovalRequest request) {
        var opened = rows.open(request);
        while (opened.isEmpty()) {
            var found = rows.lock(request.subject(), request.planHash());
            if (found.isPresent()) {
                return audited(request, sign(found.get(), request));
            }
            // The open one was used up between the two statements: now there is room for a new one.
            opened = rows.open(request);
        }
        return audited(request, opened.get());
    }

    /**
     * Uses up the approval of a plan for one run. Of any number of callers at once, one succeeds.
     *
     * @param consumer what runs under it, such as {@code campaign/4711}
     * @throws dev.coppice.ops.CoppiceException {@code approval.missing}, {@code approval.incomplete},
     *     {@code approval.lapsed}, {@code approval.other-plan} or {@code approval.already-used}
     */
    public Approval consume(String subject, String planHash, String consumer) {
        Text.required(consumer, "consumer");
        var found = rows.lock(subject, planHash)
                .orElseThrow(() -> absent(subject, planHash).exception());
        if (!found.lapsed() && !found.approval().complete()) {
            throw ApprovalFaults.incomplete(found.approval()).exception();
        }
        var used = rows.consume(found.approval().id(), consumer)
                .orElseThrow(() -> ApprovalFaults.lapsed(found.approval()).exception());
        AuditTrail.in(transaction)
                .append(AuditEvent.of(consumer, "approval.used", subject).after(json(used)));
        return used;
    }

    /** The latest approval of a plan, whether open, lapsed or used. */
    public Optional<Approval> find(String subject, String planHash) {
        return rows.latest(subject, planHash);
    }

    private Approval sign(ApprovalRows.Found found, ApprovalRequest request) {
        var approval = found.approval();
        if (found.lapsed()) {
            return rows.renew(approval.id(), request);
        }
        if (approval.signatures().size() >= Math.max(approval.requiredApprovers(), request.requiredApprovers())) {
            throw ApprovalFaults.alreadyComplete(approval).exception();
        }
        if (approval.signatures().getFirst().act().actor().equals(request.act().actor())) {
            throw ApprovalFaults.samePerson(approval).exception();
        }
        return rows.complete(approval.id(), request);
    }

    private Fault absent(String subject, String planHash) {
        var used = rows.latest(subject, planHash).flatMap(Approval::usedBy);
        if (used.isPresent()) {
            return ApprovalFaults.alreadyUsed(subject, used.get());
        }
        return rows.otherPlanIsOpen(subject, planHash)
                ? ApprovalFaults.otherPlan(subject)
                : ApprovalFaults.missing(subject);
    }

    private Approval audited(ApprovalRequest request, Approval approval) {
        AuditTrail.in(transaction)
                .append(AuditEvent.of(request.act(), "approval.signed", approval.subject())
                        .after(json(approval)));
        return approval;
    }

    private static String json(Approval approval) {
        return Json.compact(Json.object(
                "approval", approval.id(),
                "plan", approval.planHash(),
                "required", approval.requiredApprovers(),
                "signed", approval.signatures().size(),
                "lapses", approval.lapsesAt(),
                "used", approval.usedBy()));
    }
}
