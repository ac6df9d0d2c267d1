package dev.coppice.cli.internal.connect;

import dev.coppice.control.AcrossSections;
import dev.coppice.control.Configuration;
import dev.coppice.control.Problems;
import dev.coppice.control.TargetConfig;
import dev.coppice.control.TargetPattern;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.PolicyConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/** How the targets of a {@code coppice.yaml} must fit together, and to its policies. */
final class TargetRules implements AcrossSections {
    /** What a server takes as a part of its paths. */
    private static final int LONGEST_NAME = 63;

    @Override
    public void check(Configuration configuration, Problems problems) {
        var targets = configuration.all(TargetConfig.NAMED);
        if (configuration.find(TargetConfig.SECTION).isPresent() && !targets.isEmpty()) {
            problems.add("target", "must not stand beside targets: name this one there too");
            problems.add("targets", "must not stand beside target: name that one here too");
        }
        targets.keySet().stream()
                .filter(name -> name.length() > LONGEST_NAME)
                .forEach(name ->
                        problems.add("targets." + name, "must have a name of at most " + LONGEST_NAME + " characters"));
        distinct(configuration, problems);
        configuration
                .all(PolicyConfig.SECTION)
                .forEach((name, policy) -> meant(name, policy.targets(), targets.keySet(), problems));
    }

    private static void distinct(Configuration configuration, Problems problems) {
        var seen = new HashMap<String, String>();
        configuration.all(TargetConfig.NAMED).forEach((name, target) -> {
            try {
                var first = seen.putIfAbsent(PostgresUrl.parse(target.url()).database(), name);
                if (first != null) {
                    problems.add("targets." + name + ".url", "is the database of targets." + first);
                }
            } catch (CoppiceException unreadable) {
                problems.add(
                        "targets." + name + ".url",
                        "must be an address such as jdbc:postgresql://localhost:5432/app, with a port up to 65535");
            }
        });
    }

    private static void meant(String policy, List<TargetPattern> patterns, Set<String> targets, Problems problems) {
        for (int index = 0; index < patterns.size(); index++) {
            if (targets.stream().noneMatch(patterns.get(index)::matches)) {
                problems.add(
                        "policies." + policy + ".targets[" + index + "]",
                        targets.isEmpty()
                                ? "names a target, and there is no section targets"
                                : "matches none of the targets " + String.join(", ", targets));
            }
        }
    }
}
