package dev.coppice.cli.internal.command;

import dev.coppice.server.document.TraceDocument;
import dev.coppice.server.document.TraceDocument.Seen;
import java.util.ArrayList;

/** Where a row is, as a person reads it. */
final class TraceText {
    private TraceText() {}

    static String of(TraceDocument document) {
        var lines = new ArrayList<String>();
        var row = document.table() + " " + String.join(" ", document.key());
        lines.add(
                switch (document.state()) {
                    case "live" -> row + " is in its table.";
                    case "archived" -> row + " is archived.";
                    default ->
                        document.unsearched().isEmpty()
                                ? row + " was never seen: neither its table nor an archive has it."
                                : row + " was not found, and not all archives could be searched.";
                });
        document.policies().forEach(each -> lines.add("  policy " + each.policy() + ": " + each.sentence()));
        document.holds()
                .forEach(hold -> lines.add("  hold " + hold.id() + " on " + hold.target() + ", by " + hold.placedBy()
                        + ": " + hold.reason()));
        document.passedOver()
                .forEach(left -> lines.add("  " + left.state() + " in campaign " + left.campaign() + " ("
                        + left.policy() + ") at " + left.at() + ": " + left.reason()));
        document.sightings().forEach(seen -> lines.add("  " + sentence(seen)));
        document.unsearched()
                .forEach(left -> lines.add("  campaign " + left.campaign() + " was not searched: " + left.reason()));
        if (document.restore() != null) {
            lines.add("");
            lines.add((document.state().equals("live") ? "Set it back: " : "Bring it back: ") + document.restore());
        }
        return String.join("\n", lines);
    }

    private static String sentence(Seen seen) {
        var did = seen.what().equals("deleted") ? "deleted" : String.join(", ", seen.columns()) + " emptied";
        return did + " in campaign " + seen.campaign() + " (" + seen.policy() + "), chunk " + seen.chunk() + ", at "
                + seen.at() + ", by " + seen.by() + ": " + seen.reason() + "\n    archive " + seen.archive() + " in "
                + seen.location() + ", segment " + seen.segment() + ", frame " + seen.frame();
    }
}
