package dev.coppice.prune.internal.campaign;

import dev.coppice.ops.internal.PausePoint;
import dev.coppice.ops.spi.Waiter;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.PlanContract;
import dev.coppice.prune.PolicyConfig.Partitions;
import dev.coppice.prune.internal.policy.CheckedPolicy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * What a process needs to work on a campaign.
 *
 * @param database where
 * @param policy the policy, held against the database
 * @param contract what the plan of it promises
 * @param options how it is executed
 * @param listener who hears of it
 * @param expected how many roots are thought to go in all
 * @param hooks what tests replace
 */
public record Work(
        DataSource database,
        CheckedPolicy policy,
        PlanContract contract,
        CampaignOptions options,
        CampaignListener listener,
        Optional<Long> expected,
        Hooks hooks) {

    /** The same with the number of roots that are thought to go. */
    Work expecting(long roots) {
        return new Work(database, policy, contract, options, listener, Optional.of(roots), hooks);
    }

    /** The same for another listener. */
    Work hearing(CampaignListener other) {
        return new Work(database, policy, contract, options, other, expected, hooks);
    }

    /** How many workers this process has: where partitions are dropped one, whatever is asked, since one drops them. */
    int workers() {
        var config = policy.policy().config();
        return config.partitions() == Partitions.DROP ? 1 : options.workers().orElse(config.workers());
    }

    /**
     * What tests replace.
     *
     * @param waiter waits between two tries
     * @param pausePoint where a thread may be stopped
     * @param sizes how large chunks are
     * @param clock reads the clock of the database
     */
    public record Hooks(Waiter waiter, PausePoint pausePoint, Sizes sizes, Function<DSLContext, Instant> clock) {
        /** The same with the clock that the database has. */
        public Hooks(Waiter waiter, PausePoint pausePoint, Sizes sizes) {
            this(
                    waiter,
                    pausePoint,
                    sizes,
                    dsl -> dsl.fetchSingle("SELECT pg_catalog.clock_timestamp() AS now")
                            .get("now", OffsetDateTime.class)
                            .toInstant());
        }
    }

    /**
     * How large chunks are.
     *
     * @param first how many rows the first chunk after the canary takes
     * @param canary how many roots the canary takes
     * @param alone how many rows may go with a root that is alone
     */
    public record Sizes(int first, int canary, int alone) {
        /** What serves without knowing the database. */
        public static final Sizes DEFAULT = new Sizes(500, 10, 5_000);
    }
}
