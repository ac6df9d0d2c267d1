package dev.coppice.control;

import static dev.coppice.control.internal.tables.NotificationTable.ATTEMPTS;
import static dev.coppice.control.internal.tables.NotificationTable.CREATED_AT;
import static dev.coppice.control.internal.tables.NotificationTable.DUE_AT;
import static dev.coppice.control.internal.tables.NotificationTable.ID;
import static dev.coppice.control.internal.tables.NotificationTable.NOTIFICATION;
import static dev.coppice.control.internal.tables.NotificationTable.PARKED_AT;
import static dev.coppice.control.internal.tables.NotificationTable.PAYLOAD;
import static dev.coppice.control.internal.tables.NotificationTable.STATE;
import static dev.coppice.control.internal.tables.NotificationTable.SUBJECT;
import static dev.coppice.control.internal.tables.NotificationTable.TOPIC;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;

import dev.coppice.control.internal.json.Json;
import dev.coppice.control.internal.transaction.Joined;
import org.jooq.DSLContext;
import org.jooq.JSONB;

/**
 * The outbox, bound to the caller's transaction: what is rolled back notifies nobody, what is committed is delivered at least
 * once by {@link WebhookDelivery}. Not for several threads at once, as its transaction is not.
 */
public final class Notifications {
    private final DSLContext transaction;

    private Notifications(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * The outbox as written by a transaction.
     *
     * @throws IllegalStateException when the connection commits by itself
     */
    public static Notifications in(DSLContext transaction) {
        return new Notifications(Joined.transaction(transaction));
    }

    /** Writes a notification and returns its number. Locks nothing. */
    public long publish(Notification notification) {
        return transaction
                .insertInto(NOTIFICATION)
                .set(TOPIC, notification.topic())
                .set(SUBJECT, notification.subject())
                .set(PAYLOAD, JSONB.jsonb(notification.payload()))
                .set(CREATED_AT, CLOCK)
                .set(DUE_AT, CLOCK)
                .returning(ID)
                .fetchSingle(ID);
    }

    /**
     * Makes every parked notification due again, with all its attempts before it, and enters that in the audit trail if there
     * was one.
     *
     * @return how many there were
     */
    public int retryParked(Act act) {
        var count = transaction
                .update(NOTIFICATION)
                .set(STATE, "pending")
                .setNull(PARKED_AT)
                .set(DUE_AT, CLOCK)
                .set(ATTEMPTS, 0)
                .where(STATE.eq("parked"))
                .execute();
        if (count > 0) {
            AuditTrail.in(transaction)
                    .append(AuditEvent.of(act, "notification.retried", "parked notifications")
                            .after(Json.compact(Json.object("count", count))));
        }
        return count;
    }
}
