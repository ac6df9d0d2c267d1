package dev.coppice.settings;

/**
 * Where one key of a merged value comes from.
 *
 * @param pointer the key, as a JSON pointer
 * @param scope the scope whose fragment has the last word on it
 * @param rank the rank that fragment merged with
 */
public record Origin(String pointer, Scope scope, int rank) {}
