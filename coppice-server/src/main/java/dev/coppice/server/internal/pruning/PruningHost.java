package dev.coppice.server.internal.pruning;

import dev.coppice.archive.spi.KeySource;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.Policy;
import dev.coppice.server.ServerConfig.Erasing;
import dev.coppice.server.internal.api.LongCalls;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The policies a server knows, the connections they work on, and how many calls about them it makes at once. Safe for any thread. */
public final class PruningHost {
    /** More would take the connections of what else the server does. */
    private static final int MOST_WORKERS = 3;

    private final DataSource calls;
    private final DataSource work;
    private final List<Policy> policies;
    private final Optional<String> target;
    private final Subjects subjects;
    private final LongCalls plans = LongCalls.ofPlans();
    private final LongCalls doctors = LongCalls.ofDoctors();
    private final LongCalls traces = LongCalls.ofTraces();
    private final LongCalls prunes = LongCalls.ofPrunes();
    private final LongCalls archives = LongCalls.ofArchives();

    /** The declared policies, in their order; calls are made on {@code calls}, campaigns carried on on {@code work}. */
    public PruningHost(DataSource calls, DataSource work, List<Policy> policies) {
        this(calls, work, policies, Erasing.NOBODY, Optional.empty());
    }

    /** The same with the subjects it erases, and the name of the target where it is one of several. */
    public PruningHost(
            DataSource calls, DataSource work, List<Policy> policies, Erasing erasing, Optional<String> target) {
        this.calls = calls;
        this.work = work;
        this.policies = List.copyOf(policies);
        this.subjects = new Subjects(erasing);
        this.target = target;
    }

    /** The name of the target, where it is one of several. */
    public Optional<String> target() {
        return target;
    }

    /** A command to type on what is here. */
    public String command(String... words) {
        return "coppice " + String.join(" ", words)
                + target.map(name -> " --target " + name).orElse("");
    }

    /** Connections for calls, which may take their time. */
    public DataSource source() {
        return calls;
    }

    /** Connections for campaigns that servers carry on. */
    DataSource work() {
        return work;
    }

    /** How many workers a campaign of this policy has in a server. */
    static int workers(Policy policy) {
        return Math.min(MOST_WORKERS, policy.config().workers());
    }

    /** The declared policies. */
    public List<Policy> policies() {
        return policies;
    }

    /** The declared kinds of subjects. */
    public Subjects subjects() {
        return subjects;
    }

    /** Its erasures, as calls are made on them. */
    public Erasures erasures() {
        return subjects.erasures(calls);
    }

    /** Whether there is nothing that servers could carry on. */
    public boolean idle() {
        return policies.isEmpty() && subjects.all().isEmpty();
    }

    /** Calls that count what policies would delete. */
    public LongCalls plans() {
        return plans;
    }

    /** Calls that look for what would hurt. */
    public LongCalls doctors() {
        return doctors;
    }

    /** Calls that look for a row. */
    public LongCalls traces() {
        return traces;
    }

    /** Calls that begin campaigns, or delete while their caller waits. */
    public LongCalls prunes() {
        return prunes;
    }

    /** Calls that read or restore archives. */
    public LongCalls archives() {
        return archives;
    }

    /** The policy of this name, where this server knows it. */
    public Optional<Policy> find(String name) {
        return policies.stream().filter(policy -> policy.name().equals(name)).findFirst();
    }

    /** The keys of the archives of its policies and subjects. */
    public KeySource keys() {
        return new PolicyKeys(this, true);
    }

    /** Those of its policies alone: who traces rows may try keys, and would find out who was erased. */
    public KeySource policyKeys() {
        return new PolicyKeys(this, false);
    }

    /**
     * The policy of this name.
     *
     * @throws dev.coppice.ops.CoppiceException {@code policy.not-found}
     */
    public Policy require(String name) {
        return find(name)
                .orElseThrow(() -> Fault.of("policy.not-found", Fault.Kind.NOT_FOUND)
                        .refused("The request was not carried out.")
                        .found("This server knows no policy of that name.")
                        .changed("Nothing was changed.")
                        .next("GET /api/v1/policies lists those it knows.")
                        .exception());
    }
}
