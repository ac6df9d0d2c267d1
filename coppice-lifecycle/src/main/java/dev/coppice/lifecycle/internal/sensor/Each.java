package dev.coppice.lifecycle.internal.sensor;

import dev.coppice.lifecycle.internal.kind.Kind;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kind by kind: one that cannot be looked at is decided about as a whole and holds up no other. */
final class Each {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    private Each() {}

    /** What is done with one kind. */
    @FunctionalInterface
    interface Looking {
        void look(Kind kind) throws InterruptedException;
    }

    static void kind(SensorParts parts, Decisions decisions, Looking looking) throws InterruptedException {
        for (var kind : parts.kinds().all()) {
            try {
                looking.look(kind);
            } catch (RuntimeException failure) {
                decisions.refused(kind.name(), Decisions.ALL, failure);
                LOG.debug("kind {} was not looked at", kind.name(), failure);
            }
        }
    }

    /** What would be done with one kind. */
    static void previewed(SensorParts parts, Decisions decisions, Consumer<Kind> preview) {
        for (var kind : parts.kinds().all()) {
            try {
                preview.accept(kind);
            } catch (RuntimeException failure) {
                decisions.refused(kind.name(), Decisions.ALL, failure);
            }
        }
    }
}
