package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Moves resources from one state to another, along {@link Arrow#ALL} and nowhere else: their status, their fence, and their
 * row in {@code coppice.resource_state} together. Joins the caller's transaction, in which the resource's row is locked. Writes
 * no audit entry: the caller knows why.
 */
public final class Transitions {
    private static final Field<OffsetDateTime> NOW = DSL.field("now()", SQLDataType.TIMESTAMPWITHTIMEZONE);

    private final DSLContext dsl;
    private final String kind;
    private final KindTable table;

    private Transitions(DSLContext dsl, String kind, KindTable table) {
        this.dsl = dsl;
        this.kind = kind;
        this.table = table;
    }

    /** Those of one kind in one transaction. */
    public static Transitions in(DSLContext transaction, String kind, KindTable table) {
        return new Transitions(transaction, kind, table);
    }

    /**
     * Moves a resource. Leaving and looking for leftovers once more count up its epoch; every move keeps the times it has
     * already.
     *
     * @return where it stands then
     * @throws dev.coppice.ops.CoppiceException {@code resource.illegal-transition}
     */
    public StateRow to(Row row, ResourceState wanted) {
        return move(row, wanted, Optional.empty());
    }

    /**
     * Suspends an active resource, with the end it has. One that is leaving, or gone, gets there by other ways.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #to}
     */
    public StateRow suspend(Row row, Optional<Ending> ending) {
        require(row, ResourceState.ACTIVE, ResourceState.SUSPENDED);
        return move(row, ResourceState.SUSPENDED, ending);
    }

    /**
     * Makes a suspended resource active again. One that is leaving, or gone, gets there by other ways.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #to}
     */
    public StateRow reactivate(Row row) {
        require(row, ResourceState.SUSPENDED, ResourceState.ACTIVE);
        return move(row, ResourceState.ACTIVE, Optional.empty());
    }

    /** Moves a resource whose row is gone, if it is not there already; nothing is known of one that never left. */
    public void toWithoutRow(String id, ResourceState wanted) {
        StateRows.lock(dsl, kind, id).filter(now -> now.state() != wanted).ifPresent(now -> {
            if (!Arrow.allowed(now.state()).contains(wanted)) {
                throw KindFaults.illegal(kind, id, now.state(), wanted).exception();
            }
            write(id, now, wanted, Optional.empty());
        });
    }

    /** Notes that a resource has been found suspended by others, so that its retention runs from now on. */
    public StateRow noteSuspended(Row row, Optional<Ending> ending) {
        return write(row.id(), StateRows.lock(dsl, kind, row), ResourceState.SUSPENDED, ending);
    }

    /**
     * Notes that others have brought a suspended resource back, so that nothing of its suspension is taken for that of a later
     * one: an end that was immediate then would cost it its retention.
     *
     * @return whether there was anything to note
     */
    public boolean noteActive(Row row) {
        var behind = StateRows.lock(dsl, kind, row.id())
                .filter(known -> known.state() == ResourceState.SUSPENDED && row.status() == ResourceStatus.ACTIVE);
        behind.ifPresent(known -> write(row.id(), known, ResourceState.ACTIVE, Optional.empty()));
        return behind.isPresent();
    }

    private void require(Row row, ResourceState from, ResourceState wanted) {
        var now = StateRows.lock(dsl, kind, row).state();
        if (now != from) {
            throw KindFaults.illegal(kind, row.id(), now, wanted).exception();
        }
    }

    private StateRow move(Row row, ResourceState wanted, Optional<Ending> ending) {
        var now = StateRows.lock(dsl, kind, row);
        if (!Arrow.allowed(now.state()).contains(wanted) || (dead(row) && wanted == ResourceState.FENCED)) {
            throw KindFaults.illegal(kind, row.id(), now.state(), wanted).exception();
        }
        status(wanted).filter(status -> status != row.status()).ifPresent(status -> change(row, status));
        if (fences(wanted) && (now.fencedAt().isEmpty() || revived(now, wanted))) {
            fence(row);
        }
        if (!fences(wanted)) {
            now.fencedAt().ifPresent(stamped -> unfence(row, now, stamped));
        }
        return write(row.id(), now, wanted, ending);
    }

    private void fence(Row row) {
        if (!table.fence(dsl, row.id())) {
            throw KindFaults.unfenced(kind, row.id()).exception();
        }
    }

    /** What is called off is as it was, with a stamp of the application's own; what is restored lives. */
    private void unfence(Row row, StateRow now, Instant stamped) {
        if (now.gone()) {
            table.unfence(dsl, row.id());
        } else {
            table.unfence(dsl, row.id(), stamped);
        }
    }

    private void change(Row row, ResourceStatus status) {
        if (!table.change(dsl, row.id(), row.status(), status)) {
            throw new IllegalStateException("row must be locked, was changed by others: " + kind + " " + row.id());
        }
    }

    /** What the resource's own table says in a state; while it is leaving, what it said before. */
    private static Optional<ResourceStatus> status(ResourceState state) {
        return switch (state) {
            case ACTIVE -> Optional.of(ResourceStatus.ACTIVE);
            case SUSPENDED -> Optional.of(ResourceStatus.SUSPENDED);
            case FENCED, TEARING_DOWN, PARKED -> Optional.empty();
            case RESIDUAL, DEPROVISIONED, ERASED -> Optional.of(ResourceStatus.DEPROVISIONED);
        };
    }

    private static boolean fences(ResourceState state) {
        return state != ResourceState.ACTIVE && state != ResourceState.SUSPENDED;
    }

    private static boolean dead(Row row) {
        return row.status() == ResourceStatus.DEPROVISIONED;
    }

    /** What is gone is fenced only where the application has it among the living: a new life, with nothing of the old. */
    private static boolean revived(StateRow before, ResourceState wanted) {
        return wanted == ResourceState.FENCED
                && (before.state() == ResourceState.DEPROVISIONED || before.state() == ResourceState.ERASED);
    }

    private StateRow write(String id, StateRow found, ResourceState wanted, Optional<Ending> ending) {
        var before = found.gone() && (!fences(wanted) || revived(found, wanted)) ? found.anew() : found;
        var values = times(before, wanted, ending.or(before::ending));
        values.put(StateRows.STATE, wanted.stored());
        values.put(StateRows.EPOCH, epoch(before, wanted));
        values.put(StateRows.UPDATED_AT, NOW);
        dsl.insertInto(StateRows.TABLE)
                .set(StateRows.KIND, kind)
                .set(StateRows.ID, id)
                .set(values)
                .onConflict(StateRows.KIND, StateRows.ID)
                .doUpdate()
                .set(values)
                .execute();
        return dsl.selectFrom(StateRows.TABLE).where(StateRows.is(kind, id)).fetchSingle(StateRows::read);
    }

    /** What is fenced has one, also what the application deprovisioned by itself. */
    private static long epoch(StateRow before, ResourceState wanted) {
        var counted = before.epoch() + (counts(before.state(), wanted) ? 1 : 0);
        return fences(wanted) ? Math.max(1, counted) : counted;
    }

    private static boolean counts(ResourceState before, ResourceState wanted) {
        return switch (before) {
            case ACTIVE, SUSPENDED -> wanted == ResourceState.FENCED;
            case DEPROVISIONED, ERASED -> wanted == ResourceState.RESIDUAL;
            case FENCED, TEARING_DOWN, PARKED, RESIDUAL -> false;
        };
    }

    private static Map<Field<?>, Object> times(StateRow before, ResourceState wanted, Optional<Ending> ending) {
        var active = wanted == ResourceState.ACTIVE;
        var suspended = wanted == ResourceState.SUSPENDED;
        var gone = status(wanted).equals(Optional.of(ResourceStatus.DEPROVISIONED));
        var values = new LinkedHashMap<Field<?>, Object>();
        var kept = active ? Optional.<Ending>empty() : ending;
        values.put(StateRows.SUSPENDED_AT, active ? none() : time(before.suspendedAt(), suspended));
        values.put(StateRows.ENDS_AT, time(kept.map(Ending::at), false));
        values.put(StateRows.IMMEDIATE, kept.isPresent() && kept.get().immediate());
        values.put(StateRows.FENCED_AT, fences(wanted) ? time(before.fencedAt(), true) : none());
        values.put(StateRows.DEPROVISIONED_AT, fences(wanted) ? time(before.deprovisionedAt(), gone) : none());
        values.put(StateRows.ERASED_AT, wanted == ResourceState.ERASED ? NOW : none());
        return values;
    }

    private static Field<OffsetDateTime> none() {
        return DSL.castNull(SQLDataType.TIMESTAMPWITHTIMEZONE);
    }

    private static Field<OffsetDateTime> time(Optional<Instant> known, boolean orNow) {
        return known.map(time -> (Field<OffsetDateTime>) DSL.val(time.atOffset(ZoneOffset.UTC)))
                .orElseGet(() -> orNow ? NOW : none());
    }
}
