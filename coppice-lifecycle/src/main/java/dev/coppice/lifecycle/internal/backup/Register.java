package dev.coppice.lifecycle.internal.backup;

import static dev.coppice.lifecycle.internal.backup.BackupTable.ARCHIVE;
import static dev.coppice.lifecycle.internal.backup.BackupTable.BACKUP;
import static dev.coppice.lifecycle.internal.backup.BackupTable.BYTE_COUNT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.CHILDREN;
import static dev.coppice.lifecycle.internal.backup.BackupTable.CLOCK;
import static dev.coppice.lifecycle.internal.backup.BackupTable.COMPLETED_AT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.CREATED_AT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.DRILLED_AT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.EPOCH;
import static dev.coppice.lifecycle.internal.backup.BackupTable.EXPIRED_AT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.EXPIRES_AT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.ID;
import static dev.coppice.lifecycle.internal.backup.BackupTable.INITIATOR;
import static dev.coppice.lifecycle.internal.backup.BackupTable.KIND;
import static dev.coppice.lifecycle.internal.backup.BackupTable.LOCATION;
import static dev.coppice.lifecycle.internal.backup.BackupTable.MADE_BY;
import static dev.coppice.lifecycle.internal.backup.BackupTable.OBJECT_COUNT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.OWNER;
import static dev.coppice.lifecycle.internal.backup.BackupTable.PROBLEM;
import static dev.coppice.lifecycle.internal.backup.BackupTable.REASON;
import static dev.coppice.lifecycle.internal.backup.BackupTable.RESOURCE_ID;
import static dev.coppice.lifecycle.internal.backup.BackupTable.ROW_COUNT;
import static dev.coppice.lifecycle.internal.backup.BackupTable.SHA256;
import static dev.coppice.lifecycle.internal.backup.BackupTable.STATE;
import static dev.coppice.lifecycle.internal.backup.BackupTable.TIER;
import static dev.coppice.lifecycle.internal.backup.BackupTable.VERIFIED_AT;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.BackupQuery;
import dev.coppice.lifecycle.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The rows of {@code coppice.backup}, in the caller's transaction. */
final class Register {
    private static final List<Field<?>> COLUMNS = List.of(
            ID,
            KIND,
            RESOURCE_ID,
            CHILDREN,
            TIER,
            OWNER,
            INITIATOR,
            EPOCH,
            STATE,
            LOCATION,
            ARCHIVE,
            SHA256,
            ROW_COUNT,
            OBJECT_COUNT,
            BYTE_COUNT,
            CREATED_AT,
            VERIFIED_AT,
            DRILLED_AT,
            EXPIRES_AT,
            PROBLEM);

    // What a teardown has destroyed behind a backup is nowhere else: its backups stay until it has ended, and then
    // all of them as long as its last.
    private static final Condition NO_TEARDOWN_NEEDS_IT = DSL.condition("""
            NOT EXISTS (
                SELECT FROM coppice.operation AS o
                WHERE o.finished_at IS NULL AND (o.backup_id = coppice.backup.id OR (
                    o.kind = coppice.backup.kind AND o.resource_id = coppice.backup.resource_id
                    AND o.epoch = coppice.backup.epoch)))
            AND NOT EXISTS (
                SELECT FROM coppice.backup AS later
                WHERE later.kind = coppice.backup.kind AND later.resource_id = coppice.backup.resource_id
                    AND later.epoch = coppice.backup.epoch AND later.epoch > 0 AND later.id > coppice.backup.id
                    AND later.state = 'completed' AND later.expires_at > clock_timestamp())
            """);

    static final String ABANDONED = "The process that wrote it ended before it was completed.";

    private static final Condition READABLE = STATE.eq("completed");

    private static final Condition KEPT = STATE.in("writing", "completed", "expiring");

    private static final Condition ENDED = COMPLETED_AT.isNotNull().and(STATE.in("completed", "expiring", "expired"));

    // What was left over of a later life of the resource is not of this one.
    private static final String NO_LATER_TEARDOWN = """
            NOT EXISTS (
                SELECT FROM coppice.backup AS f
                WHERE f.kind = coppice.backup.kind AND f.initiator = 'final'
                    AND f.state IN ('completed', 'expiring', 'expired')
                    AND coppice.backup.resource_id = ANY (f.children || f.resource_id)
                    AND f.id > {0} AND f.id < coppice.backup.id)
            """;

    private final DSLContext dsl;

    Register(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * A row with what only this package needs.
     *
     * @param backup what everybody sees
     * @param sha256 the digest of its document; empty until it is completed
     */
    record Entry(Backup backup, Optional<String> sha256) {}

    /** Enters a backup that is being written. */
    Backup begin(Backup planned, BackupTaking.Wanted wanted) {
        var id = dsl.insertInto(BACKUP)
                .set(KIND, planned.resource().kind())
                .set(RESOURCE_ID, planned.resource().id())
                .set(CHILDREN, planned.children().toArray(String[]::new))
                .set(TIER, planned.tier().orElse(null))
                .set(OWNER, planned.owner().orElse(null))
                .set(INITIATOR, wanted.initiator())
                .set(EPOCH, wanted.epoch())
                .set(STATE, "writing")
                .set(LOCATION, planned.location())
                .set(ARCHIVE, planned.archive())
                .set(MADE_BY, wanted.act().actor())
                .set(REASON, wanted.act().reason())
                .returning(ID)
                .fetchSingle(ID);
        return load(id).backup();
    }

    /** Completes a backup that is still being written. */
    boolean complete(long id, Written written, Duration hosting, boolean drilled) {
        return dsl.update(BACKUP)
                        .set(STATE, "completed")
                        .set(SHA256, written.sha256())
                        .set(ROW_COUNT, written.rows())
                        .set(OBJECT_COUNT, written.objects())
                        .set(BYTE_COUNT, written.bytes())
                        .set(COMPLETED_AT, DSL.currentOffsetDateTime())
                        .set(VERIFIED_AT, DSL.currentOffsetDateTime())
                        .set(DRILLED_AT, drilled ? DSL.currentOffsetDateTime() : DSL.castNull(DRILLED_AT))
                        .set(EXPIRES_AT, later(hosting))
                        .where(ID.eq(id))
                        .and(STATE.eq("writing"))
                        .execute()
                == 1;
    }

    private static Field<OffsetDateTime> later(Duration hosting) {
        return DSL.field(
                "{0} + make_interval(secs => {1})",
                EXPIRES_AT.getDataType(), CLOCK, DSL.val((double) hosting.toSeconds()));
    }

    /** Gives up a backup that is still being written; what was written of it counts as kept until it is removed. */
    boolean giveUp(long id, String problem) {
        return giveUp(ID.eq(id), problem) == 1;
    }

    /** Gives up all that nobody is writing any more: whoever does has the turn, see {@link Snapshot}. */
    int giveUpAbandoned(Optional<String> kind) {
        var turn = DSL.condition(
                "pg_try_advisory_xact_lock({0}, hashtext({1} || ' ' || {2}))",
                DSL.inline(Snapshot.BACKUP), KIND, RESOURCE_ID);
        return giveUp(kind.map(KIND::eq).orElse(DSL.noCondition()).and(turn), ABANDONED);
    }

    private int giveUp(Condition which, String problem) {
        return dsl.update(BACKUP)
                .set(STATE, "expiring")
                .set(PROBLEM, problem)
                .where(STATE.eq("writing"))
                .and(which)
                .execute();
    }

    /** What a reading of all its bytes came to: one that is not whole is no longer verified. */
    void checked(long id, Optional<String> problem) {
        var update = dsl.update(BACKUP).set(PROBLEM, problem.orElse(null));
        (problem.isEmpty()
                        ? update.set(VERIFIED_AT, CLOCK)
                        : update.setNull(VERIFIED_AT).setNull(DRILLED_AT))
                .where(ID.eq(id))
                .and(STATE.eq("completed"))
                .execute();
    }

    void drilled(long id) {
        dsl.update(BACKUP)
                .set(DRILLED_AT, CLOCK)
                .where(ID.eq(id))
                .and(VERIFIED_AT.isNotNull())
                .execute();
    }

    /** Gives a backup up whose time is over, unless the condition forbids it or somebody is reading it. */
    boolean expiring(long id, Condition unheld) {
        var claimed = dsl.selectOne()
                .from(BACKUP)
                .where(ID.eq(id))
                .and(over())
                .and(unheld)
                .forUpdate()
                .skipLocked()
                .fetchOptional();
        return claimed.isPresent()
                && dsl.update(BACKUP).set(STATE, "expiring").where(ID.eq(id)).execute() == 1;
    }

    /** Marks one that was given up, and of which nothing is left; one that was never completed has failed. */
    boolean expired(long id) {
        var failed = COMPLETED_AT.isNull();
        return dsl.update(BACKUP)
                        .set(STATE, DSL.when(failed, "failed").otherwise("expired"))
                        .set(
                                EXPIRED_AT,
                                DSL.when(failed, DSL.castNull(EXPIRED_AT)).otherwise(CLOCK))
                        .where(ID.eq(id))
                        .and(STATE.eq("expiring"))
                        .execute()
                == 1;
    }

    Optional<Entry> find(long id) {
        return select(ID.eq(id)).stream().findFirst();
    }

    Entry load(long id) {
        return find(id).orElseThrow(() -> BackupFaults.notFound(id));
    }

    /** A backup that is there to be read; verified or not. */
    Entry readable(long id) {
        return requireReadable(load(id));
    }

    private static Entry requireReadable(Entry entry) {
        var backup = entry.backup();
        return switch (backup.state()) {
            case "completed" -> entry;
            case "expiring", "expired" ->
                throw entry.sha256().isPresent()
                        ? BackupFaults.expired(backup.id())
                        : BackupFaults.notCompleted(backup.id(), backup.state());
            default -> throw BackupFaults.notCompleted(backup.id(), backup.state());
        };
    }

    /**
     * A backup with all others of the same teardown and those of what was left over from it, newest first: a later one lacks what
     * was destroyed behind an earlier one.
     */
    List<Entry> together(long id) {
        var named = readable(id);
        var backup = named.backup();
        if (backup.epoch() == 0) {
            return List.of(named);
        }
        if (backup.initiator().equals("residual")) {
            throw BackupFaults.residual(backup, whole(backup));
        }
        var teardown = own(backup.resource())
                .and(EPOCH.eq(backup.epoch()))
                .and(INITIATOR.eq("final"))
                .and(ENDED);
        var finals = select(teardown);
        finals.forEach(Register::requireReadable);
        return select(teardown.or(leftOver(finals)));
    }

    /** The ids of all that lie in a backup: the resource, then those below it in the order of their locks. */
    static List<String> members(Backup backup) {
        return Stream.concat(
                        Stream.of(backup.resource().id()),
                        backup.children().stream().sorted())
                .toList();
    }

    private static Condition leftOver(List<Entry> finals) {
        var last = finals.getFirst().backup();
        var members = finals.stream()
                .flatMap(entry -> members(entry.backup()).stream())
                .toArray(String[]::new);
        return INITIATOR
                .eq("residual")
                .and(STATE.eq("completed"))
                .and(KIND.eq(last.resource().kind()))
                .and(RESOURCE_ID.eq(DSL.any(members)))
                .and(ID.gt(last.id()))
                .and(DSL.condition(NO_LATER_TEARDOWN, DSL.val(last.id())));
    }

    /** The last backup of a teardown that a resource lay in, before a backup of what was left over from it. */
    private Optional<Entry> whole(Backup leftOver) {
        return select(concerning(leftOver.resource())
                        .and(INITIATOR.eq("final"))
                        .and(ENDED)
                        .and(ID.lt(leftOver.id())))
                .stream()
                .findFirst();
    }

    /** Those of a resource, newest first, those it lies in as a child too. */
    List<Entry> of(ResourceId resource) {
        return select(concerning(resource));
    }

    /** Those of a query, newest first, and one more if there is one. */
    List<Entry> list(BackupQuery query) {
        return dsl.select(COLUMNS)
                .from(BACKUP)
                .where(ID.lt(query.before()))
                .and(query.kept() ? READABLE : DSL.noCondition())
                .and(query.kind().map(KIND::eq).orElse(DSL.noCondition()))
                .and(query.expiresFrom()
                        .map(from -> EXPIRES_AT.ge(from.atOffset(ZoneOffset.UTC)))
                        .orElse(DSL.noCondition()))
                .and(query.expiresBefore()
                        .map(until -> EXPIRES_AT.lt(until.atOffset(ZoneOffset.UTC)))
                        .orElse(DSL.noCondition()))
                .orderBy(ID.desc())
                .limit(query.limit() + 1)
                .fetch(Register::entry);
    }

    /** How many can be read until each day of a span, its end excluded. */
    SortedMap<LocalDate, Long> expiries(LocalDate from, LocalDate until) {
        var day = DSL.field("({0} AT TIME ZONE 'UTC')::date", SQLDataType.LOCALDATE, EXPIRES_AT);
        var days = dsl.select(day, DSL.count())
                .from(BACKUP)
                .where(READABLE)
                .and(EXPIRES_AT.ge(from.atStartOfDay().atOffset(ZoneOffset.UTC)))
                .and(EXPIRES_AT.lt(until.atStartOfDay().atOffset(ZoneOffset.UTC)))
                .groupBy(day)
                .fetchMap(day, row -> row.value2().longValue());
        return new TreeMap<>(days);
    }

    /** Whether a backup of a resource is kept or being made. */
    boolean any(ResourceId resource) {
        return dsl.fetchExists(
                dsl.selectOne().from(BACKUP).where(concerning(resource)).and(KEPT));
    }

    /** Rows of a resource itself that were never finished. */
    List<Entry> unfinished(ResourceId resource) {
        return select(own(resource).and(STATE.eq("writing")));
    }

    /** The newest one under an epoch that is completed, verified, and hosted for some time to come. */
    Optional<Entry> reusable(ResourceId resource, long epoch, long newerThan) {
        var usable = STATE.eq("completed").and(VERIFIED_AT.isNotNull()).and(EXPIRES_AT.gt(CLOCK));
        return select(own(resource).and(EPOCH.eq(epoch)).and(ID.gt(newerThan)).and(usable)).stream()
                .findFirst();
    }

    /** Those whose time is over. */
    List<Entry> due(Optional<String> kind) {
        return select(kind.map(KIND::eq).orElse(DSL.noCondition()).and(over()));
    }

    /** That a backup was given up, or that its time is over and nothing is being destroyed behind it. */
    private static Condition over() {
        return STATE.eq("expiring")
                .or(STATE.eq("completed").and(EXPIRES_AT.le(CLOCK)).and(NO_TEARDOWN_NEEDS_IT));
    }

    /** The names of archives that are kept or being made. */
    List<String> kept() {
        return dsl.select(ARCHIVE).from(BACKUP).where(KEPT).fetch(ARCHIVE);
    }

    /** Whether backups are kept or being made in a store. */
    boolean keeps(String location) {
        return dsl.fetchExists(
                dsl.selectOne().from(BACKUP).where(LOCATION.eq(location)).and(KEPT));
    }

    private static Condition own(ResourceId resource) {
        return KIND.eq(resource.kind()).and(RESOURCE_ID.eq(resource.id()));
    }

    private static Condition concerning(ResourceId resource) {
        var child = DSL.condition("{0} = ANY ({1})", DSL.val(resource.id()), CHILDREN);
        return KIND.eq(resource.kind()).and(RESOURCE_ID.eq(resource.id()).or(child));
    }

    private List<Entry> select(Condition condition) {
        return dsl.select(COLUMNS)
                .from(BACKUP)
                .where(condition)
                .orderBy(ID.desc())
                .fetch(Register::entry);
    }

    private static Entry entry(Record row) {
        return new Entry(
                new Backup(
                        row.get(ID),
                        new ResourceId(row.get(KIND), row.get(RESOURCE_ID)),
                        Arrays.asList(row.get(CHILDREN)),
                        Optional.ofNullable(row.get(TIER)),
                        Optional.ofNullable(row.get(OWNER)),
                        row.get(INITIATOR),
                        row.get(EPOCH),
                        row.get(STATE),
                        row.get(LOCATION),
                        row.get(ARCHIVE),
                        number(row.get(ROW_COUNT)),
                        number(row.get(OBJECT_COUNT)),
                        number(row.get(BYTE_COUNT)),
                        row.get(CREATED_AT).toInstant(),
                        instant(row.get(VERIFIED_AT)),
                        instant(row.get(DRILLED_AT)),
                        instant(row.get(EXPIRES_AT)),
                        Optional.ofNullable(row.get(PROBLEM))),
                Optional.ofNullable(row.get(SHA256)));
    }

    private static long number(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime value) {
        return Optional.ofNullable(value).map(OffsetDateTime::toInstant);
    }

    /**
     * What was written.
     *
     * @param sha256 the digest of its document
     * @param rows how many rows
     * @param objects how many objects
     * @param bytes how many stored bytes
     */
    record Written(String sha256, long rows, long objects, long bytes) {}
}
