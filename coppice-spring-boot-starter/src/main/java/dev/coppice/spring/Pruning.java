package dev.coppice.spring;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignReport;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.prune.PrunePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The policies of an application and the database they prune. Safe for any thread; every call takes connections of its own from
 * the data source and returns them.
 */
public final class Pruning {
    private final DataSource source;
    private final Map<String, Policy> policies;

    private Pruning(DataSource source, Map<String, Policy> policies) {
        this.source = source;
        this.policies = policies;
    }

    /**
     * Pruning on {@code source}, for an application with more than one; the one bean of other applications is made for them.
     * Checks the policies against the database. Reads only.
     *
     * @throws IllegalStateException when there is no policy
     * @throws CoppiceException {@code policies.unfit} with every problem found, {@code schema.…}
     */
    public static Pruning on(DataSource source, Collection<Policy> policies) {
        if (policies.isEmpty()) {
            throw new IllegalStateException("no policy is declared");
        }
        var target = SpringTransaction.target(source);
        new CoppiceSchema(target).requireCurrent();
        var plans = Plans.on(target);
        var byName = new LinkedHashMap<String, Policy>();
        var problems = new ArrayList<String>();
        for (var policy : policies) {
            if (byName.putIfAbsent(policy.name(), policy) != null) {
                problems.add(policy + " has the name of another.");
            } else {
                misfit(plans, policy).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw unfit(problems).exception();
        }
        return new Pruning(target, byName);
    }

    /** The policies in their order: those of {@code coppice.yaml}, of the properties, of the beans. */
    public List<Policy> policies() {
        return List.copyOf(policies.values());
    }

    /**
     * The policy of this name.
     *
     * @throws CoppiceException {@code policy.not-found}
     */
    public Policy policy(String name) {
        return Optional.ofNullable(policies.get(name))
                .orElseThrow(() -> notFound().exception());
    }

    /**
     * What a policy would do now. Changes nothing.
     *
     * @throws CoppiceException {@code policy.…}
     */
    public PrunePlan plan(String name) {
        return plans().plan(policy(name));
    }

    /**
     * Executes a policy now, as {@link Campaigns#execute} does: blocks until its campaign ends or something stops it. Refused
     * inside of a transaction, which its chunks would not be part of.
     *
     * @throws CoppiceException {@code prune.in-transaction}, {@code policy.not-found}, and as {@link Campaigns#execute}
     */
    public CampaignReport prune(String name, Act act) {
        SpringTransaction.requireNone();
        return campaigns().execute(policy(name), CampaignOptions.by(act), CampaignListener.NONE);
    }

    /** Plans of policies. */
    public Plans plans() {
        return Plans.on(source);
    }

    /** Campaigns: to watch, pause, resume, abort, retune. */
    public Campaigns campaigns() {
        return Campaigns.on(source);
    }

    /** What campaigns have archived. */
    public Archives archives() {
        return Archives.on(source);
    }

    private static Optional<String> misfit(Plans plans, Policy policy) {
        try {
            plans.contract(policy);
            return Optional.empty();
        } catch (CoppiceException refused) {
            if (refused.fault().kind() == Kind.UNAVAILABLE) {
                throw refused;
            }
            var fault = refused.fault();
            return Optional.of(fault.refused() + " " + fault.found() + " " + fault.next());
        }
    }

    private static Fault unfit(List<String> problems) {
        var count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return Fault.of("policies.unfit", Kind.USAGE)
                .refused("The policies of this application were refused.")
                .found("There " + (problems.size() == 1 ? "is " : "are ") + count + ":\n  "
                        + String.join("\n  ", problems) + "\n")
                .changed("Nothing was changed.")
                .next("Mend what is named and start it again.");
    }

    private static Fault notFound() {
        return Fault.of("policy.not-found", Kind.NOT_FOUND)
                .refused("No policy was looked at.")
                .found("This application has no policy of that name.")
                .changed("Nothing was changed.")
                .next("Use a name of policies().");
    }
}
