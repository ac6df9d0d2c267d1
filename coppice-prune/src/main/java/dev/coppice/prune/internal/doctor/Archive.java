package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** Rows that nobody can bring back. */
final class Archive implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        var policy = inspection.policy().policy();
        return policy.config().archive().isPresent()
                ? Stream.empty()
                : Stream.of(new Finding(
                        "no-archive",
                        Severity.WARN,
                        policy.name(),
                        "Rows are deleted without an archive: they cannot be restored.",
                        "Add archive: { to: \"file:./archive\" } to the policy."));
    }
}
