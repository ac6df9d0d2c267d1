package dev.coppice.spring.internal.jobs;

import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that have a schedule. Each is one job, so that of all instances one executes it. Another job finds campaigns of
 * theirs that were left, by an instance that stopped or died, or since their window closed, and has them go on at once: the
 * next time of the schedule may be a day away.
 */
final class PolicyJobs {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyJobs.class);
    private static final Duration LEFT_CAMPAIGNS_INTERVAL = Duration.ofSeconds(30);

    /** Whatever else stopped a campaign has to be mended by somebody first, or it would stop again every time. */
    private static final Set<String> GOES_ON_AFTER =
            Set.of("process-stopped", "database.connection-lost", "resumed", "window");

    /** It is executed elsewhere, or its window has closed since it was due. */
    private static final Set<String> NOT_NOW = Set.of("campaign.running", "campaign.window-closed");

    private final String application;
    private final Campaigns campaigns;
    private final InstantSource clock;
    private final List<Scheduled> scheduled;

    PolicyJobs(String application, Campaigns campaigns, List<Policy> policies, InstantSource clock) {
        this.application = application;
        this.campaigns = campaigns;
        this.clock = clock;
        this.scheduled = policies.stream()
                .flatMap(policy -> PolicyTimes.of(policy.config()).map(times -> new Scheduled(policy, times)).stream())
                .toList();
    }

    /** A policy and its times. */
    private record Scheduled(Policy policy, PolicyTimes times) {}

    List<Job> all() {
        var jobs = new ArrayList<Job>();
        scheduled.forEach(one -> jobs.add(new Job(name(one), one.times(), context -> prune(one, context))));
        if (!jobs.isEmpty()) {
            jobs.add(new Job(
                    application + ":go-on-with-campaigns", Schedules.fixedDelay(LEFT_CAMPAIGNS_INTERVAL), this::goOn));
        }
        return jobs;
    }

    private void prune(Scheduled one, ExecutionContext context) {
        var state = context.getSchedulerState();
        try {
            campaigns.execute(one.policy(), CampaignOptions.by(act(one)), new Leaving(state::isShuttingDown));
        } catch (CoppiceException refused) {
            if (!NOT_NOW.contains(refused.code())) {
                throw refused;
            }
            LOG.info("{} is not executed now: {}", one.policy(), refused.fault().found());
        }
    }

    private void goOn(ExecutionContext context) {
        for (var one : scheduled) {
            if (open(one)
                    && campaigns.unfinished(one.policy()).filter(this::wasLeft).isPresent()) {
                try {
                    context.getSchedulerClient()
                            .reschedule(TaskInstanceId.of(name(one), RecurringTask.INSTANCE), clock.instant());
                } catch (TaskInstanceCurrentlyExecutingException | ExecutionException soon) {
                    LOG.debug("{} is taken up already", one.policy());
                }
            }
        }
    }

    private boolean wasLeft(Campaign campaign) {
        if (!campaign.requested().actor().equals(actor())) {
            return false;
        }
        return campaign.state() == CampaignState.INTERRUPTED
                ? GOES_ON_AFTER.contains(campaign.stoppedBy().orElse(""))
                : Set.of(CampaignState.PLANNED, CampaignState.RUNNING).contains(campaign.state())
                        && !campaigns.alive(campaign.id());
    }

    private boolean open(Scheduled one) {
        return one.times().open(clock.instant());
    }

    private String name(Scheduled one) {
        return application + ":prune-" + one.policy().name();
    }

    private Act act(Scheduled one) {
        return Act.of(actor(), "schedule " + one.times().schedule().expression());
    }

    private String actor() {
        return "schedule of " + application;
    }

    /** Has a campaign stop between two chunks. */
    private record Leaving(BooleanSupplier asked) implements CampaignListener {
        @Override
        public void progressed(CampaignProgress progress) {}

        @Override
        public boolean stopRequested() {
            return asked.getAsBoolean();
        }
    }
}
