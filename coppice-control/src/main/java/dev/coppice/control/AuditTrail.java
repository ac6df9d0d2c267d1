package dev.coppice.control;

import static dev.coppice.control.internal.tables.AuditTable.ACTION;
import static dev.coppice.control.internal.tables.AuditTable.ACTOR;
import static dev.coppice.control.internal.tables.AuditTable.AFTER;
import static dev.coppice.control.internal.tables.AuditTable.AUDIT;
import static dev.coppice.control.internal.tables.AuditTable.BEFORE;
import static dev.coppice.control.internal.tables.AuditTable.HASH;
import static dev.coppice.control.internal.tables.AuditTable.HEAD;
import static dev.coppice.control.internal.tables.AuditTable.PREV_HASH;
import static dev.coppice.control.internal.tables.AuditTable.REASON;
import static dev.coppice.control.internal.tables.AuditTable.RECORDED_AT;
import static dev.coppice.control.internal.tables.AuditTable.SEQ;
import static dev.coppice.control.internal.tables.AuditTable.SUBJECT;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import dev.coppice.control.internal.audit.AuditDigest;
import dev.coppice.control.internal.audit.AuditRows;
import dev.coppice.control.internal.audit.ChainWalk;
import dev.coppice.control.internal.transaction.Joined;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The audit trail of one database, bound to the caller's transaction: who did what, when and why, each entry chained to the
 * one before it by a digest. Entries are never changed; triggers refuse it, and a change made in spite of them shows.
 *
 * <p>Joins the caller's transaction, so an act that is rolled back leaves no entry. Appends wait for one another until the
 * transaction ends: append last. Not for several threads at once, as its transaction is not.
 */
public final class AuditTrail {
    private static final Field<OffsetDateTime> NOW = CLOCK.as("moment");

    private final DSLContext transaction;

    private AuditTrail(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * The trail as seen and written by a transaction.
     *
     * @throws IllegalStateException when the connection commits by itself
     */
    public static AuditTrail in(DSLContext transaction) {
        return new AuditTrail(Joined.transaction(transaction));
    }

    /**
     * Appends an entry. Locks the head of the trail until the transaction ends, and waits for it no longer than the caller's
     * {@code lock_timeout}.
     *
     * @throws dev.coppice.ops.CoppiceException {@code audit.busy} when the lock time-out ended the wait; roll back after it
     */
    public AuditEntry append(AuditEvent event) {
        var before = spelled(event.before(), "before_json");
        var after = spelled(event.after(), "after_json");
        var head = Joined.waiting(
                        busy(),
                        () -> transaction
                                .select(SEQ, HASH, NOW, before, after)
                                .from(HEAD)
                                .forUpdate()
                                .fetchOptional())
                .orElseThrow(() -> new IllegalStateException("coppice.audit_head has lost its row"));
        var seq = head.get(SEQ) + 1;
        var stored = new AuditEvent(
                event.actor(),
                event.action(),
                event.subject(),
                event.reason(),
                Optional.ofNullable(head.get(before)),
                Optional.ofNullable(head.get(after)));
        var hash = AuditDigest.of(head.get(HASH), seq, head.get(NOW).toInstant(), stored);
        var entry = new AuditEntry(
                seq, head.get(NOW).toInstant(), stored, HexFormat.of().formatHex(hash));
        write(entry, head.get(HASH), hash);
        return entry;
    }

    /** One page, newest first; {@code next} goes into {@link AuditQuery#before(long)}. */
    public Listing<AuditEntry> list(AuditQuery query) {
        var rows = transaction
                .select(SEQ, RECORDED_AT, ACTOR, ACTION, SUBJECT, REASON, BEFORE, AFTER, HASH)
                .from(AUDIT)
                .where(condition(query))
                .orderBy(SEQ.desc())
                .limit(query.limit() + 1)
                .fetch();
        var items = rows.stream().limit(query.limit()).map(AuditRows::entry).toList();
        return new Listing<>(
                items,
                rows.size() > query.limit() ? OptionalLong.of(items.getLast().seq()) : OptionalLong.empty());
    }

    /**
     * Reads the whole trail and finds the first entry that was edited, removed, put in, moved or cut off. Streams; locks
     * nothing, and appends go on meanwhile.
     */
    public AuditVerdict verify() {
        return ChainWalk.along(transaction);
    }

    private void write(AuditEntry entry, byte[] previous, byte[] hash) {
        transaction.update(HEAD).set(SEQ, entry.seq()).set(HASH, hash).execute();
        var event = entry.event();
        transaction
                .insertInto(AUDIT)
                .set(SEQ, entry.seq())
                .set(RECORDED_AT, entry.recordedAt().atOffset(ZoneOffset.UTC))
                .set(ACTOR, event.actor())
                .set(ACTION, event.action())
                .set(SUBJECT, event.subject())
                .set(REASON, event.reason().orElse(null))
                .set(BEFORE, event.before().map(JSONB::jsonb).orElse(null))
                .set(AFTER, event.after().map(JSONB::jsonb).orElse(null))
                .set(PREV_HASH, previous)
                .set(HASH, hash)
                .execute();
    }

    // The digest covers the JSON as the database gives it back, which is not as it was handed in.
    private static Field<String> spelled(Optional<String> json, String name) {
        return DSL.field("({0})::jsonb::text", SQLDataType.CLOB, val(json.orElse(null), SQLDataType.CLOB))
                .as(name);
    }

    private static Condition condition(AuditQuery query) {
        var condition = noCondition();
        condition = condition.and(query.actor().map(ACTOR::eq).orElse(noCondition()));
        condition = condition.and(query.action().map(ACTION::eq).orElse(noCondition()));
        condition = condition.and(query.subject().map(SUBJECT::eq).orElse(noCondition()));
        condition = condition.and(query.since()
                .map(since -> RECORDED_AT.ge(since.atOffset(ZoneOffset.UTC)))
                .orElse(noCondition()));
        return query.before().isPresent() ? condition.and(SEQ.lt(query.before().getAsLong())) : condition;
    }

    private static Fault busy() {
        return Fault.of("audit.busy", Kind.CONFLICT)
                .refused("The act was not done, because it could not be entered in the audit trail.")
                .found("Another transaction is appending to the trail and did not end within the lock time-out.")
                .changed("Nothing was changed.")
                .next("Roll back and try again.")
                .leaving(Effect.NONE, Retry.SAFE);
    }
}
