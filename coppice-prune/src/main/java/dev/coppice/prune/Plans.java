package dev.coppice.prune;

import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.plan.Script;
import dev.coppice.prune.internal.read.ReadOnly;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Plans policies without running them. Each call is one READ ONLY transaction over one snapshot; it takes no row lock,
 * assigns no transaction id, and needs nothing but SELECT on the tables: neither schema {@code coppice} nor a right to
 * write. Safe for any thread.
 */
public final class Plans {
    private final DataSource source;
    private final Duration counting;

    private Plans(DataSource source, Duration counting) {
        this.source = source;
        this.counting = counting;
    }

    /** Plans on a database. */
    public static Plans on(DataSource source) {
        return new Plans(source, Duration.ofSeconds(10));
    }

    /**
     * How long counting may take, 10 s unless said; what is not counted by then is estimated, and the plan says so.
     *
     * @throws IllegalArgumentException when the time is not positive
     */
    public Plans countingFor(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("longest must be positive, was: " + longest);
        }
        return new Plans(source, longest);
    }

    /**
     * What a policy would do now.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} when it does not fit the database
     */
    public PrunePlan plan(Policy policy) {
        return ReadOnly.run(source, sql -> Planner.of(sql, policy).plan(counting));
    }

    /**
     * How much of a policy's own table is due now, and how old the oldest of it is, for a gauge: one pass over the rows within the
     * time for counting, else estimated.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} when it does not fit the database
     */
    public Backlog backlog(Policy policy) {
        return ReadOnly.run(source, sql -> Planner.of(sql, policy).backlog(counting));
    }

    /**
     * How fast rows of a policy's own table become due, by those of the next week, or of as long as they are kept where that is
     * shorter: counted within the time for counting, else estimated. Empty for a policy without an age, or that keeps nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} when it does not fit the database
     */
    public Optional<Crossing> crossing(Policy policy) {
        return ReadOnly.run(source, sql -> Planner.of(sql, policy).crossing(counting));
    }

    /**
     * Whether any row of a policy's own table may go now; yes where that cannot be told within the time for counting.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} when it does not fit the database
     */
    public boolean anyDue(Policy policy) {
        return ReadOnly.run(source, sql -> Planner.of(sql, policy).anyDue(counting));
    }

    /** What the plan of a policy promises now; counts nothing. */
    public PlanContract contract(Policy policy) {
        return ReadOnly.run(source, sql -> Planner.of(sql, policy).contract());
    }

    /**
     * Rows that would go.
     *
     * @throws IllegalArgumentException when {@code rows} is not positive
     */
    public Sample sample(Policy policy, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1, was: " + rows);
        }
        return ReadOnly.run(source, sql -> Planner.of(sql, policy).sample(rows));
    }

    /** The statements of a first chunk as a script for {@code psql}, which rolls back at its end. */
    public String script(Policy policy) {
        return ReadOnly.run(source, sql -> Script.of(Planner.of(sql, policy)));
    }

    /**
     * Passes when a plan still holds.
     *
     * @throws dev.coppice.ops.CoppiceException {@code plan.stale} with what has changed, line by line
     */
    public void requireFresh(PlanContract planned, Policy policy) {
        var now = contract(policy);
        if (!planned.fullHash().equals(now.fullHash())) {
            throw planned.differenceTo(now).stale(planned, now).exception();
        }
    }
}
