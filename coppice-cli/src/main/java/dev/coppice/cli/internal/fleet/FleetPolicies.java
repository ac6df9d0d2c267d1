package dev.coppice.cli.internal.fleet;

import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.prune.Policy;
import java.util.List;

/**
 * Which policies run in which of several databases.
 *
 * @param targets those in which one runs at least
 * @param policies the policies that are meant
 */
public record FleetPolicies(List<Target> targets, List<Policy> policies) {
    /** Leaves out databases in which none of the policies runs. */
    public FleetPolicies {
        policies = List.copyOf(policies);
        var meant = policies;
        targets = targets.stream()
                .filter(target -> meant.stream().anyMatch(policy -> runs(policy, target)))
                .toList();
    }

    /** The policies of these names, all without names, in databases of one file. */
    public static FleetPolicies of(List<Target> targets, List<String> names) {
        return new FleetPolicies(
                targets, DeclaredPolicies.of(targets.getFirst().config()).named(names));
    }

    /** Those that run in a database. */
    public List<Policy> in(Target target) {
        return policies.stream().filter(policy -> runs(policy, target)).toList();
    }

    /** Where a policy runs. */
    public List<Target> of(Policy policy) {
        return targets.stream().filter(target -> runs(policy, target)).toList();
    }

    private static boolean runs(Policy policy, Target target) {
        return target.name().filter(name -> !policy.config().runsIn(name)).isEmpty();
    }
}
