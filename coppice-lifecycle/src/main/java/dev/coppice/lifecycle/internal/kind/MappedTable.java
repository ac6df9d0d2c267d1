package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/** The resources of a kind in the table it is declared on. Safe for any thread. */
final class MappedTable implements KindTable, KindListing {
    private static final String ID = "coppice_id";
    private static final String STATUS = "coppice_status";
    private static final String PARENT = "coppice_parent";
    private static final String TIER = "coppice_tier";
    private static final String OWNER = "coppice_owner";
    private static final String PROTECTION = "coppice_protection";
    private static final String FENCED_AT = "coppice_fenced_at";
    private static final String COLUMNS = "coppice_columns";

    private static final List<ResourceStatus> STATUSES = List.of(ResourceStatus.values());

    private final TableFields fields;
    private final DueQuery due;

    MappedTable(TableFields fields) {
        this.fields = fields;
        this.due = new DueQuery(fields);
    }

    @Override
    public String spelled(String id) {
        return fields.keyType().canonical(id).orElse(id);
    }

    @Override
    public Optional<Row> find(DSLContext dsl, String id) {
        return select(dsl, fields.is(id)).fetchOptional(this::row);
    }

    @Override
    public Optional<Row> lock(DSLContext dsl, String id) {
        return select(dsl, fields.is(id)).forNoKeyUpdate().fetchOptional(this::row);
    }

    @Override
    public Optional<Row> tryLock(DSLContext dsl, String id) {
        return select(dsl, fields.is(id)).forNoKeyUpdate().skipLocked().fetchOptional(this::row);
    }

    @Override
    public List<Row> children(DSLContext dsl, String id) {
        return select(dsl, fields.below(id))
                .orderBy(TableFields.raw(fields.config().key()))
                .fetch(this::row);
    }

    @Override
    public boolean change(DSLContext dsl, String id, ResourceStatus from, ResourceStatus to) {
        var status = fields.column(fields.config().status());
        var changes = new HashMap<Field<?>, Object>();
        changes.put(TableFields.raw(status.name()), fields.as(status, to.stored()));
        return update(dsl, changes, fields.is(id).and(fields.status().eq(from.stored())));
    }

    @Override
    public boolean fence(DSLContext dsl, String id) {
        fields.config()
                .fence()
                .ifPresent(fence -> update(
                        dsl,
                        stamp(fence, fields.now(fence)),
                        fields.is(id).and(TableFields.raw(fence).isNull())));
        return fields.config().fence().isEmpty()
                || find(dsl, id).flatMap(Row::fencedAt).isPresent();
    }

    @Override
    public void unfence(DSLContext dsl, String id) {
        unfence(dsl, fields.is(id));
    }

    // A column may keep less of a second than the clock tells.
    @Override
    public void unfence(DSLContext dsl, String id, Instant stamped) {
        var about = stamped.atOffset(ZoneOffset.UTC);
        unfence(dsl, fields.is(id).and(fields.fencedAt().between(about.minusSeconds(1), about.plusSeconds(1))));
    }

    private void unfence(DSLContext dsl, Condition condition) {
        fields.config().fence().ifPresent(fence -> update(dsl, stamp(fence, DSL.inline((Object) null)), condition));
    }

    @Override
    public Optional<Ending> due(DSLContext dsl, String id) {
        return ending(dsl, id).filter(Due::now).map(Due::ending);
    }

    @Override
    public Optional<Due> ending(DSLContext dsl, String id) {
        return endings(dsl, List.of(id)).values().stream().findFirst();
    }

    @Override
    public long living(DSLContext dsl) {
        return dsl.fetchCount(DSL.selectOne()
                .from(fields.table())
                .where(fields.ofKind())
                .and(fields.status().ne(ResourceStatus.DEPROVISIONED.stored())));
    }

    @Override
    public Map<String, Due> endings(DSLContext dsl, Collection<String> ids) {
        return due.find(dsl, ids);
    }

    @Override
    public List<Candidate> candidates(DSLContext dsl, String sensor, ResourceStatus status, int limit) {
        return due.candidates(dsl, sensor, status, limit);
    }

    @Override
    public List<String> reactivated(DSLContext dsl, int limit) {
        var id = TableFields.text(fields.config().key());
        return dsl.select(id)
                .from(fields.table())
                .join(StateRows.TABLE.as("s"))
                .on(DSL.field(DSL.name("s", "kind"), String.class).eq(fields.kind()))
                .and(DSL.field(DSL.name("s", "resource_id"), String.class).eq(id))
                .where(fields.ofKind())
                .and(fields.status().eq(ResourceStatus.ACTIVE.stored()))
                .and(DSL.field(DSL.name("s", "state"), String.class).eq(ResourceState.SUSPENDED.stored()))
                .orderBy(id)
                .limit(limit)
                .fetch(id);
    }

    @Override
    public List<Row> page(DSLContext dsl, ResourceQuery query) {
        var key = TableFields.raw(fields.config().key());
        var wanted = fields.ofKind()
                .and(fields.status()
                        .in(query.status().map(List::of).orElse(STATUSES).stream()
                                .map(ResourceStatus::stored)
                                .toList()))
                .and(is(fields.config().tier(), query.tier()))
                .and(is(fields.config().owner(), query.owner()))
                .and(query.state().map(this::standing).orElse(DSL.noCondition()))
                .and(query.after().map(id -> fields.keyType().follows(key, id)).orElse(DSL.noCondition()));
        return select(dsl, wanted).orderBy(key).limit(query.limit() + 1).fetch(this::row);
    }

    /** As {@link #standings} counts them. */
    private Condition standing(ResourceState state) {
        var leaving = DSL.select(StateRows.STATE)
                .from(StateRows.TABLE)
                .where(StateRows.KIND.eq(fields.kind()))
                .and(StateRows.ID.eq(TableFields.text(fields.config().key())))
                .and(StateRows.FENCED_AT.isNotNull());
        return DSL.coalesce(DSL.field(leaving), fields.status()).eq(state.stored());
    }

    @Override
    public List<Standing> standings(DSLContext dsl) {
        var tier = TableFields.text(fields.config().tier()).as(TIER);
        var own = DSL.field(DSL.name("s", "fenced_at")).isNotNull();
        var state = DSL.when(own, DSL.field(DSL.name("s", "state"), String.class))
                .otherwise(fields.status())
                .as(STATUS);
        return dsl.select(tier, state, DSL.count())
                .from(fields.table())
                .leftJoin(StateRows.TABLE.as("s"))
                .on(DSL.field(DSL.name("s", "kind"), String.class).eq(fields.kind()))
                .and(DSL.field(DSL.name("s", "resource_id"), String.class)
                        .eq(TableFields.text(fields.config().key())))
                .where(fields.ofKind())
                .and(fields.status()
                        .in(STATUSES.stream().map(ResourceStatus::stored).toList()))
                .groupBy(tier, state)
                .orderBy(tier, state)
                .fetch(row ->
                        new Standing(Optional.ofNullable(row.value1()), ResourceState.of(row.value2()), row.value3()));
    }

    private static Condition is(Optional<String> column, Optional<String> wanted) {
        return wanted.<Condition>map(text -> TableFields.text(column).eq(text)).orElse(DSL.noCondition());
    }

    private SelectConditionStep<?> select(DSLContext dsl, Condition condition) {
        var config = fields.config();
        return dsl.select(
                        TableFields.text(config.key()).as(ID),
                        fields.status().as(STATUS),
                        TableFields.text(config.parent()).as(PARENT),
                        TableFields.text(config.tier()).as(TIER),
                        TableFields.text(config.owner()).as(OWNER),
                        protection().as(PROTECTION),
                        fields.fencedAt().as(FENCED_AT),
                        fields.texts().as(COLUMNS))
                .from(fields.table())
                .where(condition);
    }

    // A null there is no answer, and what cannot be answered is not destroyed.
    private Field<Boolean> protection() {
        return fields.config()
                .protection()
                .map(column -> DSL.coalesce(DSL.field(DSL.name("r", column), Boolean.class), true))
                .orElse(DSL.inline(false));
    }

    private boolean update(DSLContext dsl, Map<Field<?>, Object> changes, Condition condition) {
        if (fields.shared()) {
            changes.put(TableFields.raw("updated_at"), DSL.field("now()"));
        }
        return dsl.update(fields.table()).set(changes).where(condition).execute() == 1;
    }

    private static Map<Field<?>, Object> stamp(String column, Field<?> value) {
        var changes = new HashMap<Field<?>, Object>();
        changes.put(TableFields.raw(column), value);
        return changes;
    }

    private Row row(Record found) {
        var id = found.get(ID, String.class);
        return new Row(
                id,
                status(found.get(STATUS, String.class)),
                Optional.ofNullable(found.get(PARENT, String.class)),
                Optional.ofNullable(found.get(TIER, String.class)),
                Optional.ofNullable(found.get(OWNER, String.class)),
                found.get(PROTECTION, Boolean.class),
                Optional.ofNullable(found.get(FENCED_AT, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                columns(found.get(COLUMNS, String[].class)));
    }

    private ResourceStatus status(String stored) {
        return ResourceStatus.of(stored)
                .orElseThrow(() -> KindFaults.unknownStatus(fields.kind()).exception());
    }

    private Map<String, String> columns(String[] texts) {
        var columns = new HashMap<String, String>();
        var place = 0;
        for (var name : fields.columns().keySet()) {
            Optional.ofNullable(texts[place++]).ifPresent(text -> columns.put(name, text));
        }
        return columns;
    }
}
