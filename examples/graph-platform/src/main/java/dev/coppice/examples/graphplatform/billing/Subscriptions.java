package dev.coppice.examples.graphplatform.billing;

import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.CANCELED_AT;
import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.CANCELLATION_TYPE;
import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.CURRENT_PERIOD_END;
import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.ENDS_AT;
import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.STATUS;
import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.SUBSCRIPTION;
import static dev.coppice.examples.graphplatform.billing.SubscriptionTables.SUBSCRIPTION_ID;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.val;

import dev.coppice.ops.Rows;
import dev.coppice.ops.Updater;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;

/**
 * Changes of subscriptions, each with the rows it may be made to: what comes late, or twice, changes nothing. Run them by {@code
 * updateWhere}; a count of 0 means that the rule did not let it.
 */
public final class Subscriptions {
    private static final String PERIOD_END = "period_end";
    private static final String IMMEDIATE = "immediate";
    private static final String CANCELED = "canceled";

    private Subscriptions() {}

    /**
     * A change, and the rows it may be made to.
     *
     * @param updater what changes
     * @param rows where it may
     */
    public record Change(Updater<Record> updater, Rows rows) {}

    /** It ends with the period that is paid for. One without an end of its period is left alone: it would never end. */
    public static Change canceledAtPeriodEnd(UUID id, OffsetDateTime now) {
        return new Change(
                canceled(PERIOD_END, now).setTo(ENDS_AT, CURRENT_PERIOD_END),
                where(id, isLiving().and(CURRENT_PERIOD_END.isNotNull())));
    }

    /** It ends now; one that was to end later ends now too. */
    public static Change canceledImmediately(UUID id, OffsetDateTime now) {
        return new Change(
                canceled(IMMEDIATE, now).set(ENDS_AT, now),
                where(
                        id,
                        isLiving()
                                .or(STATUS.eq(CANCELED)
                                        .and(CANCELLATION_TYPE.eq(PERIOD_END))
                                        .and(ENDS_AT.gt(now)))));
    }

    /** The provider has deleted it, and says until when it was paid. An immediate end never moves into the future. */
    public static Change deletedByProvider(UUID id, OffsetDateTime periodEnd, OffsetDateTime now) {
        return new Change(
                Updater.of(SUBSCRIPTION).named("subscription").setTo(ENDS_AT, latest(periodEnd, now)),
                where(id, STATUS.eq(CANCELED).and(CANCELLATION_TYPE.eq(PERIOD_END))));
    }

    /** It goes on after all: only while it has not ended, and never after an immediate end. */
    public static Change reactivated(UUID id, OffsetDateTime now) {
        return new Change(
                Updater.of(SUBSCRIPTION)
                        .named("subscription")
                        .set(STATUS, "active")
                        .set(CANCELLATION_TYPE, null)
                        .set(CANCELED_AT, null)
                        .set(ENDS_AT, null),
                where(
                        id,
                        STATUS.eq(CANCELED)
                                .and(CANCELLATION_TYPE.eq(PERIOD_END))
                                .and(ENDS_AT.gt(now))));
    }

    /** It could never be provisioned. */
    public static Change failed(UUID id, OffsetDateTime now) {
        return new Change(
                Updater.of(SUBSCRIPTION)
                        .named("subscription")
                        .set(STATUS, "failed")
                        .set(ENDS_AT, now),
                where(id, STATUS.eq("provisioning")));
    }

    private static Updater<Record> canceled(String type, OffsetDateTime now) {
        return Updater.of(SUBSCRIPTION)
                .named("subscription")
                .set(STATUS, CANCELED)
                .set(CANCELLATION_TYPE, type)
                .set(CANCELED_AT, now);
    }

    private static Field<OffsetDateTime> latest(OffsetDateTime periodEnd, OffsetDateTime now) {
        return greatest(val(periodEnd), val(now));
    }

    private static Condition isLiving() {
        return STATUS.notIn(CANCELED, "failed");
    }

    private static Rows where(UUID id, Condition condition) {
        return Rows.matching(SUBSCRIPTION_ID.eq(id).and(condition));
    }
}
