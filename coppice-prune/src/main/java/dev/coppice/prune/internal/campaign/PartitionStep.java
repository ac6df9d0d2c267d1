package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.PartitionOutcome;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.internal.chunk.ChunkFailure;
import dev.coppice.prune.internal.chunk.Edit;
import dev.coppice.prune.internal.ledger.ChunkEntry;
import dev.coppice.prune.internal.ledger.ChunkEntry.Taken;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.ledger.Pass;
import dev.coppice.prune.internal.ledger.Slot;
import dev.coppice.prune.internal.ledger.Standing;
import dev.coppice.prune.internal.partition.Candidate;
import dev.coppice.prune.internal.partition.Contents;
import dev.coppice.prune.internal.partition.Contents.Seen;
import dev.coppice.prune.internal.partition.PartitionLedger;
import dev.coppice.prune.internal.partition.Range;
import dev.coppice.prune.internal.partition.Survey;
import dev.coppice.prune.internal.partition.Unit;
import dev.coppice.prune.internal.read.Sql;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes partitions of which every row may go as a whole, before the walk, one in each transaction: locked against everybody
 * but readers, looked at row by row, archived, entered, detached and dropped, and all of it committed at once. So a crash at
 * any moment leaves either the partition as it was, or its rows in committed frames; nothing is ever found half detached.
 *
 * <p>Lock order: as a chunk, with the partition in the place of the rows; its parent last and for a moment, with a time-out
 * below that of the deadlock detector, which then never chooses somebody else's session. For one thread.
 */
final class PartitionStep {
    private static final int TRIES = 3;

    private final Work work;
    private final Slot slot;
    private final Runnable renewing;
    private final Contents contents;
    private final Map<Long, Integer> tries = new HashMap<>();
    private final Map<Long, String> reasons = new HashMap<>();
    private @Nullable Unit current;
    private boolean over;

    PartitionStep(Work work, Slot slot, Runnable renewing) {
        this.work = work;
        this.slot = slot;
        this.renewing = renewing;
        this.contents = new Contents(work.policy(), true);
    }

    /** None has been begun. */
    void forget() {
        current = null;
    }

    /** Whether partitions are still looked for: by one worker, since two would stand in each other's way. */
    boolean wanted(Standing standing) {
        return !over
                && slot.equals(Slot.first(slot.campaign()))
                && standing.pass() == Pass.WALK
                && work.policy().policy().config().partitions() == Partitions.DROP;
    }

    /** Takes one partition, or decides that its rows go one by one; nothing where there is none to decide about. */
    Optional<Step> run(DSLContext dsl, Sql sql, Standing standing, Keeping keeping) {
        if (!wanted(standing)) {
            return Optional.empty();
        }
        var undecided = undecided(dsl, sql, standing);
        over = undecided.isEmpty();
        if (over) {
            return Optional.empty();
        }
        var next = undecided.getFirst();
        var obstacle = next.obstacle().or(() -> givenUp(next.unit()));
        if (obstacle.isPresent()) {
            return kept(dsl, standing, next.unit(), obstacle.get());
        }
        current = next.unit();
        return Optional.of(new Turn(dsl, sql, standing, keeping, System.nanoTime()).take(next.unit()));
    }

    // What others are in the way of comes last: they may have gone by then.
    private List<Candidate> undecided(DSLContext dsl, Sql sql, Standing standing) {
        var decided = new PartitionLedger(dsl)
                .list(standing.campaign().id()).stream()
                        .map(PartitionOutcome::partition)
                        .collect(Collectors.toSet());
        return new Survey(sql, work.policy())
                .candidates().stream()
                        .filter(each -> !decided.contains(each.unit().name()))
                        .sorted(Comparator.comparing(
                                each -> tries.getOrDefault(each.unit().oid(), 0)))
                        .toList();
    }

    private Optional<String> givenUp(Unit unit) {
        return tries.getOrDefault(unit.oid(), 0) < TRIES
                ? Optional.empty()
                : Optional.of(
                        reasons.getOrDefault(unit.oid(), "") + " It was tried " + tries.get(unit.oid()) + " times.");
    }

    private static Optional<Step> kept(DSLContext dsl, Standing standing, Unit unit, String reason) {
        new PartitionLedger(dsl).kept(standing.campaign().id(), unit, reason.strip());
        return Optional.of(new Step.Again());
    }

    /** A transaction of a campaign has failed; whether it was a partition, which is then tried again or given up. */
    boolean failed(Trouble trouble, boolean yielded) {
        var unit = current;
        current = null;
        var outside = trouble.kind() == Trouble.Kind.LOST
                || (trouble.kind() == Trouble.Kind.STOP && !trouble.code().equals("database.not-permitted"));
        if (unit == null || (outside && !yielded)) {
            return false;
        }
        var passing = yielded
                || trouble.kind() == Trouble.Kind.AGAIN
                || trouble.kind() == Trouble.Kind.LOCKED
                || trouble.code().equals("timeout");
        tries.merge(unit.oid(), passing ? 1 : TRIES, Integer::sum);
        reasons.put(unit.oid(), reason(trouble, yielded));
        return true;
    }

    private static String reason(Trouble trouble, boolean yielded) {
        if (yielded) {
            return "Other sessions waited for it.";
        }
        return trouble.kind() == Trouble.Kind.LOCKED
                ? "Other sessions used it, or the table, for longer than a lock is waited for."
                : trouble.sentence();
    }

    /** One transaction. */
    private final class Turn {
        private final DSLContext dsl;
        private final Sql sql;
        private final Standing standing;
        private final Keeping keeping;
        private final long began;
        private final long campaign;
        private long enteredAt;

        Turn(DSLContext dsl, Sql sql, Standing standing, Keeping keeping, long began) {
            this.dsl = dsl;
            this.sql = sql;
            this.standing = standing;
            this.keeping = keeping;
            this.began = began;
            this.enteredAt = began;
            this.campaign = standing.campaign().id();
        }

        Step take(Unit unit) {
            sql.execute("SET LOCAL statement_timeout = "
                    + work.options().statementTimeout().toMillis());
            // Looked at without a lock first, so that nobody is kept out of one that does not go.
            var before = refusal(contents.look(sql, unit, this::goesOn));
            if (before.isPresent()) {
                return kept(dsl, standing, unit, before.get()).orElseThrow();
            }
            reached("partition.looked");
            sql.execute("SET LOCAL lock_timeout = " + patience());
            sql.execute(unit.lock());
            reached("partition.locked");
            var locked = locked(unit);
            var seen = contents.look(sql, locked, this::goesOn);
            var refused = refusal(seen);
            if (refused.isPresent()) {
                return kept(dsl, standing, locked, refused.get()).orElseThrow();
            }
            seen.ranges().forEach(this::archive);
            drop(locked, seen.rows());
            return new Step.Dropped(standing, seen.rows(), took());
        }

        private Optional<String> refusal(Seen seen) {
            return seen.staying()
                    .or(() -> seen.rows() > Math.min(standing.rowsLeft(), standing.rootsLeft())
                            ? Optional.of("It holds more rows than the limits of the campaign leave.")
                            : Optional.empty());
        }

        // Whoever may attach, detach or change it needs a lock that this one keeps away.
        private Unit locked(Unit unit) {
            return new Survey(sql, work.policy())
                    .candidate(unit.oid())
                    .filter(now -> now.obstacle().isEmpty() && now.unit().same(unit))
                    .map(Candidate::unit)
                    .orElseThrow(() -> new ChunkFailure(ChunkFailure.MOVED, "It was changed before it was locked."));
        }

        // The process may be told to leave: the transaction is given up, and nothing has happened. One transaction may
        // last longer than a lease.
        private void goesOn() {
            if (work.listener().stopRequested()) {
                throw new ChunkFailure(ChunkFailure.MOVED, "The process was asked to stop.");
            }
            renewing.run();
        }

        private void archive(Range range) {
            goesOn();
            var root = work.policy().closure().rootTable();
            var rows = keeping.remover().keep(new Edit(root, List.of(), contents.rows(range), range.rows()));
            if (rows != range.rows()) {
                throw new ChunkFailure(
                        "partition-differs", "Of " + range.rows() + " rows of some pages " + rows + " were archived.");
            }
            var entry = new ChunkEntry(
                    "partition", Math.toIntExact(rows), Map.of(root.name(), new Taken(rows, 0)), sinceEntry());
            var number = new ChunkLedger(dsl, slot)
                    .enter(entry)
                    .orElseThrow(() -> new ChunkFailure(
                            ChunkFailure.MOVED,
                            "With what other workers removed meanwhile a limit would be exceeded."));
            keeping.record(dsl, number);
            reached("partition.archived");
        }

        private void drop(Unit unit, long rows) {
            var statement = new Survey(sql, work.policy()).statement(unit);
            sql.execute("SET CONSTRAINTS ALL IMMEDIATE");
            reached("partition.before-drop");
            sql.execute(unit.detach());
            sql.execute(unit.drop());
            reached("partition.dropped");
            new PartitionLedger(dsl).dropped(campaign, unit, rows, statement);
        }

        private long patience() {
            var deadlock = sql.one(
                    "SELECT extract(epoch FROM current_setting('deadlock_timeout')::interval) * 1000 AS ms",
                    row -> row.number("ms"));
            return Math.max(
                    1, Math.min(work.policy().policy().config().lockTimeout().toMillis(), deadlock / 2));
        }

        private Duration sinceEntry() {
            var before = enteredAt;
            enteredAt = System.nanoTime();
            return Duration.ofNanos(enteredAt - before);
        }

        private Duration took() {
            return Duration.ofNanos(System.nanoTime() - began);
        }

        private void reached(String place) {
            work.hooks().pausePoint().reached(place);
        }
    }
}
