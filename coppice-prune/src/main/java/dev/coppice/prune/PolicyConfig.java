package dev.coppice.prune;

import dev.coppice.control.Checked;
import dev.coppice.control.CronSchedule;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.Section;
import dev.coppice.control.TableName;
import dev.coppice.control.TargetPattern;
import dev.coppice.control.TimeWindow;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A prune rule as it is declared, in {@code coppice.yaml} under {@code policies} or in Java. A value for any thread.
 *
 * @param table the table whose rows go
 * @param targets in which of several databases it runs; in all of them when empty
 * @param when the terminal condition
 * @param age the column that tells a row's age
 * @param ageZone the zone of an age without one
 * @param keep how long rows are kept
 * @param cascade which tables go along
 * @param associations rows that name an entity without a foreign key
 * @param archive where deleted rows go
 * @param limits how much one campaign may remove
 * @param brakes what slows or stops a campaign
 * @param heavyRoots what happens to a row with more behind it than one chunk may take
 * @param chunkTime how long one chunk aims to take
 * @param lockTimeout how long a statement waits for a lock
 * @param schedule when it runs by itself
 * @param window in which hours it may run
 * @param vacuum whether tables are vacuumed afterwards
 * @param partitions how partitions go of which every row may go
 * @param approvals how many people must approve a plan before it runs
 * @param workers how many workers a process has that executes it
 */
public record PolicyConfig(
        @Key("The table whose rows go, with its schema.") TableName table,

        @Key("In which of the section targets it runs, by name or with * as in eu-*; in every one unless given.")
        List<TargetPattern> targets,

        @Key("The terminal condition in SQL; needed unless there is an age.")
        Optional<String> when,

        @Key("The column that tells a row's age.") Optional<String> age,

        @Key("The time zone of an age of type timestamp or date.")
        Optional<ZoneId> ageZone,

        @Key("How long rows are kept after their age; needed with an age.")
        Optional<Duration> keep,

        @Key(value = "auto for what the catalogue says, or a list of tables.", fallback = "auto")
        Cascade cascade,

        @Key("Rows that name an entity by type and id without a foreign key.")
        List<AssociationConfig> associations,

        @Key("Where deleted rows go.") Optional<ArchiveConfig> archive,

        @Key(value = "How much one campaign may remove; without limits unless given.", fallback = "{}")
        LimitsConfig limits,

        @Key(value = "What slows or stops a campaign.", fallback = "{}")
        BrakesConfig brakes,

        @Key(
                value = "A row with more behind it than one chunk may take is drained in parts, or refused.",
                fallback = "drain")
        HeavyRoots heavyRoots,

        @Key(value = "How long one chunk aims to take.", fallback = "250ms")
        Duration chunkTime,

        @Key(value = "How long a statement waits for a lock.", fallback = "2s")
        Duration lockTimeout,

        @Key("When it runs by itself, in the zone of the window, else UTC: minute, hour, day, month, weekday.")
        Optional<CronSchedule> schedule,

        @Key("In which hours it may run, with a zone.") Optional<TimeWindow> window,

        @Key(value = "Whether the tables are vacuumed afterwards.", fallback = "false")
        boolean vacuum,

        @Key(value = "Partitions of which every row may go: row by row, or dropped as a whole.", fallback = "rows")
        Partitions partitions,

        @Key(value = "How many people must approve a plan before it runs: 0, 1 or 2.", fallback = "0")
        int approvals,

        @Key(
                value = "How many workers a process has that executes it, each with connections of its own: 1 to 64.",
                fallback = "1")
        int workers)
        implements Checked {
    /** The section {@code policies} of {@code coppice.yaml}. */
    public static final Section<PolicyConfig> SECTION =
            Section.named("policies", PolicyConfig.class, "What is pruned, by name of the policy.");

    /** How many workers a campaign may have at once. */
    public static final int MOST_WORKERS = 64;

    /** What happens to a row with more behind it than one chunk may take. */
    public enum HeavyRoots {
        /** It goes in several chunks, checked again before each. */
        DRAIN,
        /** It stays, and is reported. */
        REFUSE
    }

    /** How partitions go of which every row may go. */
    public enum Partitions {
        /** Row by row, as any other rows. */
        ROWS,
        /** As a whole: archived and dropped in one transaction. */
        DROP
    }

    /** Copies the lists. */
    public PolicyConfig {
        targets = List.copyOf(targets);
        associations = List.copyOf(associations);
    }

    /** Whether it runs in the target of this name. */
    public boolean runsIn(String target) {
        return targets.isEmpty() || targets.stream().anyMatch(pattern -> pattern.matches(target));
    }

    @Override
    public void check(Problems problems) {
        if (when.isEmpty() && age.isEmpty()) {
            problems.add("when", "is needed where there is no age, or every row would go");
        }
        if (age.isPresent() != keep.isPresent()) {
            problems.add("keep", "is needed with an age, and means nothing without one");
        }
        if (ageZone.isPresent() && age.isEmpty()) {
            problems.add("age-zone", "means nothing without an age");
        }
        if (partitions == Partitions.DROP && age.isEmpty()) {
            problems.add("partitions", "can be drop only with an age: the bounds of a partition are held against it");
        }
        if (schedule.isPresent() && window.isPresent() && !schedule.get().meets(window.get())) {
            problems.add("schedule", "must name a time that lies in the window");
        }
        if (chunkTime.isZero()) {
            problems.add("chunk-time", "must be longer than nothing");
        }
        if (lockTimeout.isZero()) {
            problems.add("lock-timeout", "must be longer than nothing, or a lock is waited for without end");
        }
        if (approvals < 0 || approvals > 2) {
            problems.add("approvals", "must be 0, 1 or 2");
        }
        if (workers > 1 && partitions == Partitions.DROP) {
            problems.add("workers", "must be 1 where partitions are dropped, which one worker does");
        }
        if (workers < 1 || workers > MOST_WORKERS) {
            problems.add("workers", "must be 1 to " + MOST_WORKERS);
        }
    }
}
