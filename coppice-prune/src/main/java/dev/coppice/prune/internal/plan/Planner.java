package dev.coppice.prune.internal.plan;

import dev.coppice.prune.Backlog;
import dev.coppice.prune.Crossing;
import dev.coppice.prune.LimitsConfig;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.PrunePlan.Path;
import dev.coppice.prune.PrunePlan.Statement;
import dev.coppice.prune.PrunePlan.TablePlan;
import dev.coppice.prune.PrunePlan.Work;
import dev.coppice.prune.Sample;
import dev.coppice.prune.internal.closure.Column;
import dev.coppice.prune.internal.closure.Relation;
import dev.coppice.prune.internal.closure.Relation.Action;
import dev.coppice.prune.internal.doctor.Inspection;
import dev.coppice.prune.internal.partition.Prospects;
import dev.coppice.prune.internal.policy.Age;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import dev.coppice.prune.internal.read.Explained;
import dev.coppice.prune.internal.read.Row;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.sql.ChunkSql;
import dev.coppice.prune.internal.sql.Roots;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes plans inside one read-only transaction. The horizon is fixed when it is made, by the database's clock. */
public final class Planner {
    // A little below what was measured on two busy cores; see ADR 16.
    private static final long ROWS_PER_SECOND = 20_000;

    private static final Duration LOOKED_AHEAD = Duration.ofDays(7);
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();

    // language=SQL
    private static final String FIX_HORIZON = """
            SELECT fixed.horizon, set_config('coppice.horizon', fixed.horizon::text, true)
            FROM (
                SELECT coalesce(nullif(?::text, '')::timestamptz, now()) - make_interval(secs => ?::double precision)
                    AS horizon
            ) AS fixed
            """;

    private final Sql sql;
    private final CheckedPolicy policy;
    private final ChunkSql chunk;
    private final Instant horizon;
    private final boolean holdsSeen;

    private Planner(Sql sql, CheckedPolicy policy, Optional<Instant> now) {
        this.sql = sql;
        this.policy = policy;
        this.chunk = ChunkSql.of(policy);
        var keep = policy.policy().config().keep().orElse(Duration.ZERO).toMillis() / 1000.0;
        this.horizon = sql.list(
                        FIX_HORIZON,
                        row -> row.instant("horizon"),
                        now.map(Instant::toString).orElse(""),
                        keep)
                .getFirst();
        this.holdsSeen = HoldsSeen.in(sql);
    }

    /** Holds a policy against the database and fixes its horizon. */
    public static Planner of(Sql sql, Policy policy) {
        return of(sql, policy, Optional.empty());
    }

    /** The same as if it were {@code now}. */
    public static Planner of(Sql sql, Policy policy, Optional<Instant> now) {
        return new Planner(sql, CheckedPolicy.of(sql, policy), now);
    }

    /** The policy as it was checked. */
    public CheckedPolicy checked() {
        return policy;
    }

    /** The statements of its chunks. */
    public ChunkSql chunk() {
        return chunk;
    }

    /** Rows whose age lies before this go. */
    public Instant horizon() {
        return horizon;
    }

    /** What the plan promises. */
    public PlanContract contract() {
        return new PlanContract(
                policy.policy().name(),
                policy.canonical().lines().toList(),
                policy.closure().fingerprint());
    }

    /** The plan, counted for no longer than this. */
    public PrunePlan plan(Duration counting) {
        var counts = Counts.of(sql, policy, conditions(), counting);
        var tables = tables(counts);
        return new PrunePlan(
                contract(),
                policy.eligibility().age().map(age -> horizon),
                counts.roots(),
                tables,
                work(counts, tables),
                new Inspection(sql, policy, counts.roots().count(), holdsSeen).findings(),
                chunk.all().stream()
                        .map(each -> new Statement(
                                each.step().name().toLowerCase(Locale.ROOT),
                                each.table(),
                                each.why(),
                                each.locks(),
                                each.text()))
                        .toList(),
                new Prospects(sql, policy, holdsSeen).within(counting));
    }

    /** What is due, looked up for no longer than this. An age without end does not count as one. */
    public Backlog backlog(Duration longest) {
        var table = policy.closure().rootTable();
        var due = " FROM " + table.from() + " WHERE " + conditions();
        var age = policy.eligibility().age().map(each -> each.instant(table));
        var oldest = age.map(
                        each -> "extract(epoch FROM now() - min(" + each + ") FILTER (WHERE isfinite(" + each + ")))")
                .orElse("NULL");
        var text = "SELECT count(*) AS n, " + oldest + " AS oldest" + due;
        return sql.inTime(longest.toMillis(), () -> sql.one(text, Planner::backlog))
                .orElseGet(() ->
                        new Backlog(new Count(Explained.of(sql, "SELECT" + due).rows(), false), Optional.empty()));
    }

    /** How many rows become due a day: those that would go with a later horizon and do not with this one. */
    public Optional<Crossing> crossing(Duration longest) {
        var keep = policy.policy().config().keep().orElse(Duration.ZERO);
        var ahead = keep.compareTo(LOOKED_AHEAD) < 0 ? keep : LOOKED_AHEAD;
        if (policy.eligibility().age().isEmpty() || ahead.isZero()) {
            return Optional.empty();
        }
        sql.set(Age.HORIZON, horizon.plus(ahead).toString());
        var table = policy.closure().rootTable();
        var age = policy.eligibility().age().get().instant(table);
        var due = " FROM " + table.from() + " WHERE " + conditions() + " AND " + age + " >= '" + horizon
                + "'::timestamptz";
        var counted =
                sql.inTime(longest.toMillis(), () -> sql.one("SELECT count(*) AS n" + due, row -> row.number("n")));
        var rows = counted.orElseGet(() -> Explained.of(sql, "SELECT" + due).rows());
        sql.set(Age.HORIZON, horizon.toString());
        return Optional.of(new Crossing(rows * DAY_SECONDS / ahead.toSeconds(), counted.isPresent()));
    }

    /** Whether any row of the policy's own table may go; yes where that takes longer. */
    public boolean anyDue(Duration longest) {
        var text = "SELECT EXISTS (SELECT FROM " + policy.closure().rootTable().from() + " WHERE " + conditions()
                + ")::int AS n";
        return sql.inTime(longest.toMillis(), () -> sql.one(text, row -> row.number("n") > 0))
                .orElse(true);
    }

    private static Backlog backlog(Row row) throws SQLException {
        return new Backlog(
                new Count(row.number("n"), true),
                row.maybe("oldest").map(seconds -> Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000))));
    }

    /** Rows that would go, oldest first. */
    public Sample sample(int rows) {
        var table = policy.closure().rootTable();
        var columns = table.columns().stream()
                .map(column -> table.qualified(column) + "::text")
                .collect(Collectors.joining(", "));
        return new Sample(
                table.columns().stream().map(Column::name).toList(),
                sql.exactly(
                        "SELECT " + columns + " FROM " + table.from() + " WHERE " + conditions() + " ORDER BY "
                                + chunk.roots().ordered() + " LIMIT " + rows,
                        Row::all));
    }

    /** Whether this role can see holds. */
    boolean holdsSeen() {
        return holdsSeen;
    }

    /** Which rows are meant, held ones left out where holds can be seen. */
    public String conditions() {
        var conditions = new ArrayList<>(policy.eligibility().conditions());
        if (holdsSeen) {
            conditions.add(Roots.notHeld(policy.closure().rootTable()));
        }
        return String.join("\n    AND ", conditions);
    }

    private List<TablePlan> tables(Counts counts) {
        var closure = policy.closure();
        var plans = new ArrayList<TablePlan>();
        var going = closure.goingTables();
        for (var i = 0; i < going.size(); i++) {
            var table = going.get(i);
            var rows = counts.deleted().get(i);
            var relations = closure.into(table.name());
            plans.add(new TablePlan(
                    table.name(),
                    Change.DELETED,
                    rows,
                    TableSize.bytes(sql, table, rows.count()),
                    relations.stream().map(Planner::path).toList()));
        }
        for (var i = 0; i < closure.edited().size(); i++) {
            var relation = closure.edited().get(i);
            plans.add(new TablePlan(
                    relation.child(), Change.EDITED, counts.edited().get(i), 0, List.of(path(relation))));
        }
        return plans;
    }

    private static Path path(Relation relation) {
        return new Path(
                relation.parent(),
                relation.childColumns(),
                switch (relation.kind()) {
                    case FOREIGN_KEY -> words(relation.rule().action());
                    case DECLARED -> "declared";
                    case INHERITED -> "inherited";
                    case ASSOCIATION -> "association";
                });
    }

    private static String words(Action action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Work work(Counts counts, List<TablePlan> tables) {
        var config = policy.policy().config();
        var share = share(counts, config.limits());
        var rows = Math.round(counts.total() * share);
        var perChunk = Math.max(1, ROWS_PER_SECOND * config.chunkTime().toMillis() / 1000);
        return new Work(
                rows,
                Math.round(tables.stream().mapToLong(TablePlan::bytes).sum() * share),
                (rows + perChunk - 1) / perChunk,
                Duration.ofMillis(rows * 1000 / ROWS_PER_SECOND),
                String.format(Locale.ROOT, "at %,d rows a second and without brakes", ROWS_PER_SECOND));
    }

    /** How much of what may go one campaign takes before a limit stops it. */
    private double share(Counts counts, LimitsConfig limits) {
        var all = Math.max(1, counts.total());
        var roots = Math.max(1, counts.roots().count());
        var table = Math.max(roots, TableSize.rows(sql, policy.closure().rootTable()));
        return Stream.of(
                        limits.rows().map(rows -> (double) rows / all),
                        limits.maxShare().map(share -> share.fraction() * table / roots),
                        limits.runtime().map(time -> time.toMillis() * ROWS_PER_SECOND / 1000.0 / all))
                .flatMap(Optional::stream)
                .reduce(1.0, Math::min);
    }
}
