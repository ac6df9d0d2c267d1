package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import java.util.stream.Stream;

/** A condition that reads other rows: those are not locked and may change until the delete. */
final class OtherRows implements Check {
    @Override
    public Stream<Finding> look(Inspection inspection) {
        return inspection.policy().eligibility().selfContained()
                ? Stream.empty()
                : Stream.of(new Finding(
                        "condition-reads-others",
                        Severity.WARN,
                        inspection.closure().root().toString(),
                        "The condition reads other rows, which are not locked: what it says of them may change until the delete.",
                        "Decide by columns of the table itself where it can be done."));
    }
}
