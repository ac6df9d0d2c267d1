package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.plan.TableSize;
import java.util.stream.Stream;

/** A policy that takes most of its table, or more than it allows itself. */
final class Share implements Check {
    private static final double MOST = 0.5;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var table = inspection.closure().rootTable();
        var all = Math.max(TableSize.rows(inspection.sql(), table), inspection.roots());
        if (all == 0) {
            return Stream.empty();
        }
        var share = (double) inspection.roots() / all;
        var most = inspection.policy().policy().config().limits().maxShare();
        var percent = Math.round(share * 100);
        if (most.isPresent() && share > most.get().fraction()) {
            return Stream.of(finding(
                    table.toString(),
                    "About " + percent + " % of the table is eligible, more than the limit of " + most.get()
                            + ": the campaign stops there.",
                    "Raise limits.max-share, or let it take several campaigns."));
        }
        return share > MOST
                ? Stream.of(finding(
                        table.toString(),
                        "About " + percent + " % of the table is eligible.",
                        "Look at a sample first; is the condition what was meant?"))
                : Stream.empty();
    }

    private static Finding finding(String subject, String message, String cure) {
        return new Finding("share", Severity.WARN, subject, message, cure);
    }
}
