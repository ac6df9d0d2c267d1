package dev.coppice.server.internal.http;

/** Shows a problem to a person. */
@FunctionalInterface
public interface ProblemPages {
    /** The page of a problem. */
    Reply.Page page(Problem problem);
}
