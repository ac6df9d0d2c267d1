package dev.coppice.control.internal.approval;

import static dev.coppice.control.internal.tables.ApprovalTable.APPROVAL;
import static dev.coppice.control.internal.tables.ApprovalTable.COLUMNS;
import static dev.coppice.control.internal.tables.ApprovalTable.CONSUMED_AT;
import static dev.coppice.control.internal.tables.ApprovalTable.CONSUMED_BY;
import static dev.coppice.control.internal.tables.ApprovalTable.FIRST_AT;
import static dev.coppice.control.internal.tables.ApprovalTable.FIRST_BY;
import static dev.coppice.control.internal.tables.ApprovalTable.FIRST_REASON;
import static dev.coppice.control.internal.tables.ApprovalTable.ID;
import static dev.coppice.control.internal.tables.ApprovalTable.LAPSED;
import static dev.coppice.control.internal.tables.ApprovalTable.LAPSES_AT;
import static dev.coppice.control.internal.tables.ApprovalTable.PLAN_HASH;
import static dev.coppice.control.internal.tables.ApprovalTable.REQUIRED;
import static dev.coppice.control.internal.tables.ApprovalTable.SECOND_AT;
import static dev.coppice.control.internal.tables.ApprovalTable.SECOND_BY;
import static dev.coppice.control.internal.tables.ApprovalTable.SECOND_REASON;
import static dev.coppice.control.internal.tables.ApprovalTable.SUBJECT;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import dev.coppice.control.Act;
import dev.coppice.control.Approval;
import dev.coppice.control.Approval.Signature;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.internal.tables.LeaseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The statements on {@code coppice.approval}. */
public final class ApprovalRows {
    private final DSLContext transaction;

    /** Statements in a transaction. */
    public ApprovalRows(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** An open approval as it was found under its lock. */
    public record Found(Approval approval, boolean lapsed) {}

    /** Opens an approval; empty when one of the plan is open already, after waiting for whoever is opening it. */
    public Optional<Approval> open(ApprovalRequest request) {
        return transaction
                .insertInto(APPROVAL)
                .set(SUBJECT, request.subject())
                .set(PLAN_HASH, request.planHash())
                .set(REQUIRED, request.requiredApprovers())
                .set(FIRST_BY, request.act().actor())
                .set(FIRST_AT, CLOCK)
                .set(FIRST_REASON, request.act().reason())
                .set(LAPSES_AT, LeaseTable.after(request.lapsesAfter()))
                .onConflict(SUBJECT, PLAN_HASH)
                .where(CONSUMED_AT.isNull())
                .doNothing()
                .returning(COLUMNS)
                .fetchOptional()
                .map(ApprovalRows::approval);
    }

    /** The open approval of a plan, locked until the transaction ends. */
    public Optional<Found> lock(String subject, String planHash) {
        return transaction
                .select(COLUMNS)
                .select(LAPSED)
                .from(APPROVAL)
                .where(open(subject, planHash))
                .forUpdate()
                .fetchOptional(row -> new Found(approval(row), row.get(LAPSED)));
    }

    /** Signs a lapsed approval anew, as its first signatory. */
    public Approval renew(long id, ApprovalRequest request) {
        return transaction
                .update(APPROVAL)
                .set(REQUIRED, request.requiredApprovers())
                .set(FIRST_BY, request.act().actor())
                .set(FIRST_AT, CLOCK)
                .set(FIRST_REASON, request.act().reason())
                .setNull(SECOND_BY)
                .setNull(SECOND_AT)
                .setNull(SECOND_REASON)
                .set(LAPSES_AT, LeaseTable.after(request.lapsesAfter()))
                .where(ID.eq(id))
                .returning(COLUMNS)
                .fetchSingle(ApprovalRows::approval);
    }

    /** Signs an approval as its second signatory. */
    public Approval complete(long id, ApprovalRequest request) {
        return transaction
                .update(APPROVAL)
                .set(REQUIRED, greatest(REQUIRED, val(2)))
                .set(SECOND_BY, request.act().actor())
                .set(SECOND_AT, CLOCK)
                .set(SECOND_REASON, request.act().reason())
                .where(ID.eq(id))
                .returning(COLUMNS)
                .fetchSingle(ApprovalRows::approval);
    }

    /** Uses an approval up, if nothing has and its time is not over; the condition stands in the statement. */
    public Optional<Approval> consume(long id, String consumer) {
        // Read once: the time compared with the end of the approval is the time written.
        var moment = select(CLOCK.as("consumption")).asTable("moment");
        var at = moment.field("consumption", TIMESTAMPWITHTIMEZONE);
        return transaction
                .update(APPROVAL)
                .set(CONSUMED_AT, at)
                .set(CONSUMED_BY, consumer)
                .from(moment)
                .where(ID.eq(id))
                .and(CONSUMED_AT.isNull())
                .and(LAPSES_AT.gt(at))
                .and(REQUIRED.eq(1).or(SECOND_BY.isNotNull()))
                .returning(COLUMNS)
                .fetchOptional(ApprovalRows::approval);
    }

    /** The latest approval of a plan, open or used. */
    public Optional<Approval> latest(String subject, String planHash) {
        return transaction
                .select(COLUMNS)
                .from(APPROVAL)
                .where(SUBJECT.eq(subject))
                .and(PLAN_HASH.eq(planHash))
                .orderBy(ID.desc())
                .limit(1)
                .fetchOptional(ApprovalRows::approval);
    }

    /** Whether another plan of the subject has an open approval. */
    public boolean otherPlanIsOpen(String subject, String planHash) {
        return transaction.fetchExists(
                APPROVAL, SUBJECT.eq(subject).and(PLAN_HASH.ne(planHash)).and(CONSUMED_AT.isNull()));
    }

    private static Condition open(String subject, String planHash) {
        return SUBJECT.eq(subject).and(PLAN_HASH.eq(planHash)).and(CONSUMED_AT.isNull());
    }

    private static Approval approval(Record row) {
        return new Approval(
                row.get(ID),
                row.get(SUBJECT),
                row.get(PLAN_HASH),
                row.get(REQUIRED),
                signatures(row),
                row.get(LAPSES_AT).toInstant(),
                Optional.ofNullable(row.get(CONSUMED_BY)));
    }

    private static List<Signature> signatures(Record row) {
        var signatures = new ArrayList<Signature>();
        signatures.add(new Signature(
                Act.of(row.get(FIRST_BY), row.get(FIRST_REASON)),
                row.get(FIRST_AT).toInstant()));
        if (row.get(SECOND_BY) != null) {
            signatures.add(new Signature(
                    Act.of(row.get(SECOND_BY), row.get(SECOND_REASON)),
                    row.get(SECOND_AT).toInstant()));
        }
        return signatures;
    }
}
