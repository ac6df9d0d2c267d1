package dev.coppice.ops;

/** How many rows a search matches, on all its pages, as far as its {@link PageRequest} wanted to know. */
public sealed interface Total {
    /** Nobody asked. */
    record NotCounted() implements Total {}

    /** This many. */
    record Exactly(long rows) implements Total {}

    /** More than this many; counting ended there. */
    record MoreThan(long rows) implements Total {}
}
