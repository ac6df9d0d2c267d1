package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.SensorReport;
import dev.coppice.lifecycle.SensorReport.Decision;
import dev.coppice.ops.CoppiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one look decides, in its order. For one thread. */
final class Decisions {
    /** What a decision about a kind, or about everything, has for its subject. */
    static final String ALL = "*";

    /** The code of an error that nobody expected. */
    static final String UNEXPECTED = "sensor.unexpected";

    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    private final List<Decision> made = new ArrayList<>();
    private final Set<String> complete = new HashSet<>();

    void acted(String kind, String subject, String code, String message) {
        made.add(new Decision(kind, subject, "acted", code, message));
    }

    /** What would be acted on. */
    void due(String kind, String subject, String code, String message) {
        made.add(new Decision(kind, subject, "due", code, message));
    }

    void waited(String kind, String subject, String code, String message) {
        made.add(new Decision(kind, subject, "waited", code, message));
    }

    void refused(String kind, String subject, RuntimeException failure) {
        if (failure instanceof CoppiceException refused) {
            refused(kind, subject, refused.code(), refused.fault().message());
        } else {
            LOG.warn("kind {}, {}: an error nobody expected", kind, subject, failure);
            refused(
                    kind,
                    subject,
                    UNEXPECTED,
                    "It met an error nobody expected: " + failure.getClass().getName() + ".");
        }
    }

    void refused(String kind, String subject, String code, String message) {
        made.add(new Decision(kind, subject, "refused", code, message));
    }

    /** That all of a kind was looked at, so that what was not decided about is no question any more. */
    void complete(String kind) {
        complete.add(kind);
    }

    Set<String> completeKinds() {
        return Set.copyOf(complete);
    }

    List<Decision> made() {
        return List.copyOf(made);
    }

    SensorReport report() {
        var acted = (int) made.stream()
                .filter(decision -> decision.decision().equals("acted"))
                .count();
        return new SensorReport(acted, made.size() - acted, made);
    }
}
