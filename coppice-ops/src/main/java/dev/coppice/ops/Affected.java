package dev.coppice.ops;

/** How many rows a write by condition has written. */
public record Affected(long rows) {}
