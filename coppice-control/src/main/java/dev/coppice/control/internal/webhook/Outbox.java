package dev.coppice.control.internal.webhook;

import static dev.coppice.control.internal.tables.NotificationTable.ATTEMPTS;
import static dev.coppice.control.internal.tables.NotificationTable.CLAIMED_BY;
import static dev.coppice.control.internal.tables.NotificationTable.CLAIMED_UNTIL_AT;
import static dev.coppice.control.internal.tables.NotificationTable.CREATED_AT;
import static dev.coppice.control.internal.tables.NotificationTable.DELIVERED_AT;
import static dev.coppice.control.internal.tables.NotificationTable.DUE_AT;
import static dev.coppice.control.internal.tables.NotificationTable.ID;
import static dev.coppice.control.internal.tables.NotificationTable.IDEMPOTENCY_KEY;
import static dev.coppice.control.internal.tables.NotificationTable.LAST_ERROR;
import static dev.coppice.control.internal.tables.NotificationTable.NOTIFICATION;
import static dev.coppice.control.internal.tables.NotificationTable.PARKED_AT;
import static dev.coppice.control.internal.tables.NotificationTable.PAYLOAD;
import static dev.coppice.control.internal.tables.NotificationTable.STATE;
import static dev.coppice.control.internal.tables.NotificationTable.SUBJECT;
import static dev.coppice.control.internal.tables.NotificationTable.TOPIC;
import static dev.coppice.control.internal.transaction.Joined.CLOCK;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import dev.coppice.control.internal.tables.LeaseTable;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.UpdateConditionStep;
import org.jooq.UpdateSetMoreStep;
import org.jooq.impl.DSL;

/** The rows of the outbox. Each method is one statement and one transaction; none is open while a request is on its way. */
final class Outbox {
    private static final Field<OffsetDateTime> MOMENT = CLOCK.as("moment");

    private final DSLContext database;
    private final String node = UUID.randomUUID().toString();

    Outbox(DataSource database) {
        this.database = DSL.using(database, SQLDialect.POSTGRES);
    }

    /** Gives out the notification that is due longest, to this node alone for the given time. */
    Optional<Claim> claim(Duration lease) {
        var due = select(ID)
                .from(NOTIFICATION)
                .where(STATE.eq("pending"))
                .and(DUE_AT.le(CLOCK))
                .and(CLAIMED_UNTIL_AT.isNull().or(CLAIMED_UNTIL_AT.le(CLOCK)))
                .orderBy(DUE_AT, ID)
                .limit(1)
                .forUpdate()
                .skipLocked();
        return database.update(NOTIFICATION)
                .set(CLAIMED_BY, node)
                .set(CLAIMED_UNTIL_AT, LeaseTable.after(lease))
                .set(ATTEMPTS, ATTEMPTS.plus(1))
                .where(ID.eq(field(due)))
                .returning(ID, IDEMPOTENCY_KEY, ATTEMPTS, TOPIC, SUBJECT, CREATED_AT, PAYLOAD, MOMENT)
                .fetchOptional(Outbox::claim);
    }

    void delivered(Claim claim) {
        mine(claim, freed().set(STATE, "delivered").set(DELIVERED_AT, CLOCK).setNull(DUE_AT))
                .execute();
    }

    void failed(Claim claim, String error, Duration pause) {
        mine(claim, freed().set(DUE_AT, jittered(pause)).set(LAST_ERROR, error)).execute();
    }

    void parked(Claim claim, String error) {
        mine(
                        claim,
                        freed().set(STATE, "parked")
                                .set(PARKED_AT, CLOCK)
                                .setNull(DUE_AT)
                                .set(LAST_ERROR, error))
                .execute();
    }

    /** Removes what was delivered long ago, a bounded number of rows. */
    void forgetDelivered(Duration age, int limit) {
        forget("delivered", DELIVERED_AT, age, limit);
    }

    /** Removes what has been due for long and nobody sends, a bounded number of rows. */
    void forgetUnsent(Duration age, int limit) {
        forget("pending", DUE_AT, age, limit);
    }

    private void forget(String state, Field<OffsetDateTime> since, Duration age, int limit) {
        var old = select(ID)
                .from(NOTIFICATION)
                .where(STATE.eq(state))
                .and(since.lt(LeaseTable.after(age.negated())))
                .orderBy(since)
                .limit(limit)
                .forUpdate()
                .skipLocked();
        database.deleteFrom(NOTIFICATION).where(ID.in(old)).execute();
    }

    private UpdateSetMoreStep<Record> freed() {
        return database.update(NOTIFICATION).setNull(CLAIMED_BY).setNull(CLAIMED_UNTIL_AT);
    }

    // A node that was stopped for longer than its claim must not overwrite what the next one recorded.
    private UpdateConditionStep<Record> mine(Claim claim, UpdateSetMoreStep<Record> update) {
        return update.where(ID.eq(claim.id())).and(CLAIMED_BY.eq(node)).and(ATTEMPTS.eq(claim.attempt()));
    }

    private static Field<OffsetDateTime> jittered(Duration pause) {
        return field(
                "clock_timestamp() + make_interval(secs => {0} * (0.8 + 0.4 * random()))",
                TIMESTAMPWITHTIMEZONE, DSL.val((double) pause.toSeconds()));
    }

    private static Claim claim(Record row) {
        return new Claim(
                row.get(ID),
                row.get(IDEMPOTENCY_KEY),
                row.get(ATTEMPTS),
                row.get(MOMENT),
                Claim.body(
                        row.get(TOPIC),
                        row.get(SUBJECT),
                        row.get(CREATED_AT),
                        row.get(PAYLOAD).data()));
    }
}
