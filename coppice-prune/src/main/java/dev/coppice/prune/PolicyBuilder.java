package dev.coppice.prune;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.Percentage;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.control.TargetPattern;
import dev.coppice.control.TimeWindow;
import dev.coppice.prune.PolicyConfig.HeavyRoots;
import dev.coppice.prune.PolicyConfig.Partitions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Policy}. For one thread. What is not said is as {@code coppice.yaml} has it by default. */
public final class PolicyBuilder {
    private final String name;
    private final TableName table;
    private final List<AssociationConfig> associations = new ArrayList<>();
    private @Nullable String when;
    private @Nullable String age;
    private @Nullable Duration keep;
    private @Nullable ZoneId ageZone;
    private Cascade cascade = Cascade.AUTO;
    private @Nullable ArchiveConfig archive;
    private LimitsConfig limits =
            new LimitsConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private BrakesConfig brakes = BrakesConfig.DEFAULT;
    private HeavyRoots heavyRoots = HeavyRoots.DRAIN;
    private Duration chunkTime = Duration.ofMillis(250);
    private Duration lockTimeout = Duration.ofSeconds(2);
    private List<TargetPattern> targets = List.of();
    private @Nullable CronSchedule schedule;
    private @Nullable TimeWindow window;
    private boolean vacuum;
    private Partitions partitions = Partitions.ROWS;
    private int workers = 1;
    private int approvals;

    PolicyBuilder(String name, TableName table) {
        this.name = name;
        this.table = table;
    }

    /** In which of several databases it runs, where it is executed by name over a fleet; in all of them, unless called. */
    public PolicyBuilder targets(TargetPattern... names) {
        targets = List.of(names);
        return this;
    }

    /**
     * Only rows for which this SQL condition holds.
     *
     * @throws IllegalStateException when there is one already
     */
    public PolicyBuilder when(String condition) {
        if (when != null) {
            throw new IllegalStateException(
                    "when(\"" + when + "\") was already called, now when(\"" + condition + "\"); join them with AND");
        }
        when = condition;
        return this;
    }

    /**
     * Only rows whose age lies further back than this.
     *
     * @throws IllegalStateException when there is an age already
     */
    public PolicyBuilder olderThan(String ageColumn, Duration kept) {
        if (age != null) {
            throw new IllegalStateException("olderThan(\"" + age + "\", " + keep
                    + ") was already called, now olderThan(\"" + ageColumn + "\", " + kept + ")");
        }
        age = ageColumn;
        keep = kept;
        return this;
    }

    /** The zone of an age of type timestamp or date. */
    public PolicyBuilder ageZone(ZoneId zone) {
        ageZone = zone;
        return this;
    }

    /** These tables go along and no others; all that the foreign keys reach, unless called. */
    public PolicyBuilder cascade(TableName... tables) {
        cascade = Cascade.of(List.of(tables));
        return this;
    }

    /** Rows that name the policy's rows by type and id go along. */
    public PolicyBuilder association(AssociationConfig association) {
        associations.add(association);
        return this;
    }

    /** Where deleted rows go; nowhere, unless called. */
    public PolicyBuilder archive(StoreLocation to) {
        archive = new ArchiveConfig(to, Optional.empty());
        return this;
    }

    /** Where deleted rows go, encrypted with the key in a file such as {@link dev.coppice.archive.KeyFile} reads. */
    public PolicyBuilder archive(StoreLocation to, Path keyFile) {
        archive = new ArchiveConfig(to, Optional.of(keyFile));
        return this;
    }

    /** At most this many rows in one campaign, those of other tables included. */
    public PolicyBuilder maxRows(long rows) {
        limits = new LimitsConfig(Optional.of(rows), limits.maxShare(), limits.runtime(), limits.timesUsual());
        return this;
    }

    /** At most this share of the table in one campaign. */
    public PolicyBuilder maxShare(Percentage share) {
        limits = new LimitsConfig(limits.rows(), Optional.of(share), limits.runtime(), limits.timesUsual());
        return this;
    }

    /** At most this long. */
    public PolicyBuilder maxRuntime(Duration runtime) {
        limits = new LimitsConfig(limits.rows(), limits.maxShare(), Optional.of(runtime), limits.timesUsual());
        return this;
    }

    /** At most this many times what campaigns of the policy usually take of the table; acts once three have taken something. */
    public PolicyBuilder timesUsual(long factor) {
        limits = new LimitsConfig(limits.rows(), limits.maxShare(), limits.runtime(), Optional.of(factor));
        return this;
    }

    /** What happens to a row with more behind it than one chunk may take; drained, unless called. */
    public PolicyBuilder heavyRoots(HeavyRoots treatment) {
        heavyRoots = treatment;
        return this;
    }

    /** What slows or stops a campaign; {@link BrakesConfig#DEFAULT}, unless called. */
    public PolicyBuilder brakes(BrakesConfig signals) {
        brakes = signals;
        return this;
    }

    /** How long one chunk aims to take; 250 ms, unless called. */
    public PolicyBuilder chunkTime(Duration aim) {
        chunkTime = aim;
        return this;
    }

    /** How long a statement waits for a lock; 2 s, unless called. */
    public PolicyBuilder lockTimeout(Duration longest) {
        lockTimeout = longest;
        return this;
    }

    /** When it runs by itself. */
    public PolicyBuilder schedule(CronSchedule times) {
        schedule = times;
        return this;
    }

    /** In which hours it may run. */
    public PolicyBuilder window(TimeWindow hours) {
        window = hours;
        return this;
    }

    /** The tables are vacuumed afterwards. */
    public PolicyBuilder vacuum() {
        vacuum = true;
        return this;
    }

    /** How partitions go of which every row may go; row by row, unless called. */
    public PolicyBuilder partitions(Partitions treatment) {
        partitions = treatment;
        return this;
    }

    /** How many people must approve a plan before it runs; none, unless called. */
    public PolicyBuilder approvals(int people) {
        approvals = people;
        return this;
    }

    /** How many workers a process has that executes it, each with connections of its own; one, unless called. */
    public PolicyBuilder workers(int number) {
        workers = number;
        return this;
    }

    /**
     * The policy.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.invalid} with every problem
     */
    public Policy build() {
        return new Policy(
                name,
                new PolicyConfig(
                        table,
                        targets,
                        Optional.ofNullable(when),
                        Optional.ofNullable(age),
                        Optional.ofNullable(ageZone),
                        Optional.ofNullable(keep),
                        cascade,
                        associations,
                        Optional.ofNullable(archive),
                        limits,
                        brakes,
                        heavyRoots,
                        chunkTime,
                        lockTimeout,
                        Optional.ofNullable(schedule),
                        Optional.ofNullable(window),
                        vacuum,
                        partitions,
                        approvals,
                        workers));
    }
}
