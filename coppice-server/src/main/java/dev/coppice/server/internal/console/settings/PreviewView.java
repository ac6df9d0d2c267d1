package dev.coppice.server.internal.console.settings;

import java.util.List;

/**
 * A setting as somebody sees it, and where each key comes from.
 *
 * @param fields the scopes that may be typed in
 * @param value the merged value, indented
 * @param keys where each key comes from
 * @param order the fragments in the order they were merged
 * @param trouble why there is none; empty when there is
 */
public record PreviewView(List<Field> fields, String value, List<KeyRow> keys, List<Part> order, String trouble) {
    /**
     * A type of scope to type an id for.
     *
     * @param type the type
     * @param ids what its ids look like
     * @param typed what was typed
     */
    public record Field(String type, String ids, String typed) {}

    /**
     * One key.
     *
     * @param key the key, as a path of names
     * @param value its value
     * @param scope the scope that has the last word on it
     * @param rank the rank it has it with
     */
    public record KeyRow(String key, String value, String scope, int rank) {}

    /**
     * One fragment that was merged.
     *
     * @param scope whose
     * @param rank the rank it merged with
     */
    public record Part(String scope, int rank) {}
}
