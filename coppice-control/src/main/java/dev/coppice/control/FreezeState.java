package dev.coppice.control;

import java.time.Instant;

/** Whether anything may be destroyed. A value for any thread. */
public sealed interface FreezeState {
    /** Chunks may begin. */
    record Thawed() implements FreezeState {}

    /**
     * No chunk begins.
     *
     * @param since since when
     * @param by who froze it
     * @param reason why
     */
    record Frozen(Instant since, String by, String reason) implements FreezeState {}
}
