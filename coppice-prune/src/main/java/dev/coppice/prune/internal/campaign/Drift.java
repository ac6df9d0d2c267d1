package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.internal.closure.ClosureReader;
import dev.coppice.prune.internal.read.ReadOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How what a plan relies on differs from what is there now. */
final class Drift {
    private static final int SHOWN = 20;

    private Drift() {}

    /** The lines that differ; empty when nothing does. */
    static List<String> between(String before, String after) {
        var earlier = before.lines().toList();
        var later = after.lines().toList();
        var lines = new ArrayList<String>();
        earlier.stream().filter(line -> !later.contains(line)).forEach(line -> lines.add("- " + line));
        later.stream().filter(line -> !earlier.contains(line)).forEach(line -> lines.add("+ " + line));
        return lines.size() <= SHOWN ? lines : lines.subList(0, SHOWN);
    }

    /** That the plan no longer covers what is there. */
    static Optional<Trouble> found(Work work) {
        var lines = between(String.join("\n", work.contract().fingerprint()), now(work));
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Trouble(
                        Trouble.Kind.STOP,
                        "plan.stale",
                        "The schema has changed since the plan: " + String.join("; ", lines) + "."));
    }

    private static String now(Work work) {
        return ReadOnly.run(
                work.database(),
                sql -> String.join(
                        "\n", ClosureReader.read(sql, work.policy().policy()).fingerprint()));
    }
}
