package dev.coppice.server.internal.replay;

/** What is to be done with a keyed request. */
public sealed interface Attempt {
    /**
     * It is new: carry it out, then tell {@link Answers} what came of it.
     *
     * @param id what the answers call it
     */
    record Begun(long id) implements Attempt {}

    /**
     * It was carried out.
     *
     * @param answer what was answered
     */
    record Answered(Answer answer) implements Attempt {}
}
