package dev.coppice.prune;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.ArrayList;

/** Runs the checks that {@code coppice.yaml} runs on a rule that was put together in Java. */
final class PolicyRules {
    private PolicyRules() {}

    static void check(String name, PolicyConfig config) {
        var problems = new ArrayList<String>();
        config.check((key, allowed) -> problems.add(key + " " + allowed));
        config.limits().check((key, allowed) -> problems.add("limits." + key + " " + allowed));
        config.brakes().check((key, allowed) -> problems.add("brakes." + key + " " + allowed));
        if (!problems.isEmpty()) {
            var count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
            throw Fault.of("policy.invalid", Kind.USAGE)
                    .refused("Policy \"" + name + "\" was refused.")
                    .found("It has " + count + ":\n  " + String.join("\n  ", problems) + "\n")
                    .changed("Nothing was changed.")
                    .next("Mend what is named and try again.")
                    .exception();
        }
    }
}
