package dev.coppice.cli.internal.command;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import java.util.List;
import java.util.Optional;

/**
 * Holds policies against a database, as a plan does; nothing of them is run.
 *
 * @param plans the plans of the database
 */
record PolicyCheck(Plans plans) {
    /** What is wrong with a policy. */
    record Problem(String policy, String message) {}

    List<Problem> problems(List<Policy> policies) {
        return policies.stream()
                .flatMap(policy -> refusal(policy).map(message -> new Problem(policy.name(), message)).stream())
                .toList();
    }

    private Optional<String> refusal(Policy policy) {
        try {
            plans.contract(policy);
            return Optional.empty();
        } catch (CoppiceException refused) {
            if (!refused.code().startsWith("policy.")) {
                throw refused;
            }
            return Optional.of(refused.fault().found() + " " + refused.fault().next());
        }
    }
}
