package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.Step;
import java.util.List;

/**
 * A step as declared, ready to run. A value for any thread.
 *
 * @param name its name
 * @param type its sort, such as {@code rows}
 * @param after all steps it waits for by declaration, barriers included; not the engine's own
 * @param bestEffort whether others go on while it fails
 * @param step what it does
 */
public record DeclaredStep(String name, String type, List<String> after, boolean bestEffort, Step step) {
    /** Copies the list. */
    public DeclaredStep {
        after = List.copyOf(after);
    }
}
