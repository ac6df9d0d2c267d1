package dev.coppice.lifecycle;

import java.util.List;

/**
 * What a look of a sensor came to. A value for any thread.
 *
 * @param acted how many resources it acted on
 * @param waited how many it looked at and left
 * @param decisions what it decided about each, and why
 */
public record SensorReport(int acted, int waited, List<Decision> decisions) {
    /** Copies the list. */
    public SensorReport {
        decisions = List.copyOf(decisions);
    }

    /**
     * One decision.
     *
     * @param kind the kind
     * @param subject the resource's id, or what else it is about
     * @param decision {@code acted}, {@code waited} or {@code refused}; {@code due} for what a look would take up
     * @param code a stable word, such as {@code due.retained}
     * @param message why
     */
    public record Decision(String kind, String subject, String decision, String code, String message) {}
}
