package dev.coppice.server.document;

import dev.coppice.lifecycle.SensorReport;
import java.util.List;

/**
 * A look of a sensor as scripts see it. A value for any thread.
 *
 * @param sensor its name
 * @param executed whether it acted, or only said what it would take up
 * @param acted how many resources it acted on
 * @param waited how many it left
 * @param decisions what it decided about each
 */
public record SensorLookDocument(
        String sensor, boolean executed, int acted, int waited, List<SensorReport.Decision> decisions) {
    /** Copies the list. */
    public SensorLookDocument {
        decisions = List.copyOf(decisions);
    }

    /** A look as a document. */
    public static SensorLookDocument of(String sensor, boolean executed, SensorReport report) {
        return new SensorLookDocument(sensor, executed, report.acted(), report.waited(), report.decisions());
    }
}
