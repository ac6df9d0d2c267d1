package dev.coppice.server.document;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import java.util.List;
import java.util.Optional;

/**
 * Whether policies fit the database. A value for any thread.
 *
 * @param ok whether all do
 * @param policies how many were held against it
 * @param problems what is wrong with those that do not
 */
public record PolicyCheckDocument(boolean ok, int policies, List<Problem> problems) {
    /** Copies the list. */
    public PolicyCheckDocument {
        problems = List.copyOf(problems);
    }

    /**
     * What is wrong with a policy.
     *
     * @param policy its name
     * @param message what, and what to do
     */
    public record Problem(String policy, String message) {}

    /** Holds policies against a database, as a plan does; nothing of them is run. */
    public static PolicyCheckDocument of(List<Policy> policies, Plans plans) {
        var problems = policies.stream()
                .flatMap(policy -> refusal(policy, plans).map(message -> new Problem(policy.name(), message)).stream())
                .toList();
        return new PolicyCheckDocument(problems.isEmpty(), policies.size(), problems);
    }

    private static Optional<String> refusal(Policy policy, Plans plans) {
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
