package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.NewResource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.kind.StateRows;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Resources in Coppice's own table, entered and ended.
 *
 * @param dsl the transaction
 * @param kind a kind without a table of its own
 * @param act who does it, and why
 */
record OwnTable(DSLContext dsl, Kind kind, Act act) {
    /** Clocks differ a little. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    void enter(NewResource wanted) {
        wanted.parent().ifPresent(parent -> requireActive(wanted.id(), parent));
        if (buried(wanted.id())) {
            throw ResourceFaults.buried(wanted.id()).exception();
        }
        var entered = dsl.execute(
                """
                INSERT INTO coppice.resource (kind, id, parent_id, tier, owner, protected)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                wanted.id().kind(),
                wanted.id().id(),
                wanted.parent().orElse(null),
                wanted.tier().orElse(null),
                wanted.owner().orElse(null),
                wanted.protection());
        if (entered == 0) {
            throw ResourceFaults.exists(wanted.id()).exception();
        }
        audit(AuditEvent.of(act, "resource.entered", wanted.id().toString()));
    }

    /** States an end; what is older, later than an immediate one, or about what is gone, changes nothing. */
    void ends(ResourceId id, Optional<Ending> ending, Instant knownAt) {
        var row = kind.table()
                .lock(dsl, id.id())
                .orElseThrow(() -> ResourceFaults.notFound(id).exception());
        var known = dsl.fetchSingle(
                "SELECT ends_at, immediate, end_known_at FROM coppice.resource WHERE kind = ? AND id = ?",
                id.kind(),
                id.id());
        if (knownAt.isAfter(now().plus(AHEAD))) {
            throw ResourceFaults.knownAhead(id).exception();
        }
        var newest = instant(known, "end_known_at");
        if (gone(row) || newest.filter(knownAt::isBefore).isPresent()) {
            return;
        }
        var before = instant(known, "ends_at").map(at -> new Ending(at, known.get("immediate", Boolean.class)));
        var after = before.flatMap(end -> kept(end, ending)).or(() -> ending);
        dsl.execute(
                """
                UPDATE coppice.resource
                SET ends_at = CAST(? AS timestamptz), immediate = ?, end_known_at = CAST(? AS timestamptz), updated_at = now()
                WHERE kind = ? AND id = ?
                """,
                after.map(end -> stored(end.at())).orElse(null),
                after.map(Ending::immediate).orElse(false),
                stored(knownAt),
                id.kind(),
                id.id());
        audit(AuditEvent.of(act, "resource.end-stated", id.toString())
                .before(document(before))
                .after(document(after, knownAt)));
    }

    private Instant now() {
        return instant(dsl.fetchSingle("SELECT clock_timestamp() AS now"), "now")
                .orElseThrow();
    }

    /** The end that stays: an immediate one, unless what it was the end of is in force again or has ended even earlier. */
    private static Optional<Ending> kept(Ending before, Optional<Ending> stated) {
        return stated.filter(end ->
                        before.immediate() && !(end.immediate() && end.at().isBefore(before.at())))
                .map(end -> before);
    }

    private boolean gone(Row row) {
        return StateRows.lock(dsl, kind.name(), row).gone();
    }

    private boolean buried(ResourceId id) {
        return kind.table().find(dsl, id.id()).filter(this::gone).isPresent()
                || dsl.fetchOptional(
                                "SELECT kind FROM coppice.tombstone"
                                        + " WHERE kind = ? AND resource_id = ? AND lifted_at IS NULL",
                                id.kind(),
                                id.id())
                        .isPresent();
    }

    private void requireActive(ResourceId id, String parent) {
        var above = new ResourceId(id.kind(), parent);
        var row = kind.table()
                .lock(dsl, parent)
                .orElseThrow(() -> ResourceFaults.notFound(above).exception());
        var state = StateRows.lock(dsl, kind.name(), row).state();
        if (state != ResourceState.ACTIVE) {
            throw ResourceFaults.parentNotActive(id, above.toString(), state.stored())
                    .exception();
        }
    }

    private void audit(AuditEvent event) {
        AuditTrail.in(dsl).append(event);
    }

    private static String document(Optional<Ending> ending, Instant... knownAt) {
        var values = new LinkedHashMap<String, Object>();
        ending.ifPresent(end -> values.putAll(Map.of("endsAt", end.at().toString(), "immediate", end.immediate())));
        Stream.of(knownAt).forEach(at -> values.put("knownAt", at.toString()));
        return Documents.of(values);
    }

    private static Optional<Instant> instant(Record row, String field) {
        return Optional.ofNullable(row.get(field, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime stored(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
