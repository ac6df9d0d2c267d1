package dev.coppice.prune;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.ledger.LookLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Whether policies keep up: looked at now and then, in the background, and remembered in schema {@code coppice}, where everybody
 * reads the same. Safe for any thread; every call takes connections of its own from the data source and returns them.
 */
public final class Backlogs {
    private static final Duration LOOKING = Duration.ofSeconds(2);
    private static final int RUNS_AHEAD = 8;

    private final DataSource database;

    private Backlogs(DataSource database) {
        this.database = requireNonNull(database, "database");
    }

    /** Those of the database that {@code database} connects to. */
    public static Backlogs on(DataSource database) {
        return new Backlogs(database);
    }

    /**
     * Looks at a policy and remembers what was found. Each of its queries takes two seconds at most; what is not counted by
     * then is estimated. Locks no row but the one it writes.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.…} when it does not fit the database, {@code schema.…}
     */
    public KeepingUp look(Policy policy) {
        new CoppiceSchema(database).requireCurrent();
        var plans = Plans.on(database).countingFor(LOOKING);
        var backlog = plans.backlog(policy);
        var crossing = plans.crossing(policy);
        return Transacting.guarded(() -> new Transacting(database).run(dsl -> {
            var ledger = new LookLedger(dsl);
            var between = between(policy, ledger.now());
            var gone = ledger.gone(policy.name(), between);
            return ledger.enter(new KeepingUp(
                    policy.name(), ledger.now(), backlog.eligible(), backlog.oldest(), crossing, gone, between, 0));
        }));
    }

    /** What the last look at a policy found; empty where nobody has looked. Locks nothing. */
    public Optional<KeepingUp> last(Policy policy) {
        return Optional.ofNullable(last(List.of(policy)).get(policy.name()));
    }

    /** What the last looks at policies found, by name; one that nobody has looked at is missing. Locks nothing. */
    public Map<String, KeepingUp> last(List<Policy> policies) {
        var names = policies.stream().map(Policy::name).toList();
        return Transacting.guarded(() -> new Transacting(database).run(dsl -> new LookLedger(dsl).last(names)));
    }

    /** The longest time between two of the next runs; without a schedule a day. */
    private static Duration between(Policy policy, Instant now) {
        var longest = Duration.ofDays(1);
        var next = DueTimes.of(policy.config())
                .map(times -> times.after(now, RUNS_AHEAD))
                .orElse(List.of());
        for (int run = 1; run < next.size(); run++) {
            var gap = Duration.between(next.get(run - 1), next.get(run));
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        return longest;
    }
}
