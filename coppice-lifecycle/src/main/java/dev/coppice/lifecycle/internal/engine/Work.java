package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Lease;
import dev.coppice.lifecycle.internal.kind.Kind;

/**
 * What a worker has in hand. A value for any thread.
 *
 * @param parts what the engine is made of
 * @param hooks what tests replace
 * @param kind the kind of the resource
 * @param lease the right to work on the operation
 * @param operation the operation
 */
record Work(EngineParts parts, Hooks hooks, Kind kind, Lease lease, long operation) {
    /** How a step removes things, for its receipt. */
    String method(String step) {
        return EngineSteps.declared(kind, step)
                .map(declared -> declared.step().method())
                .orElse("backup from one snapshot, read back");
    }
}
