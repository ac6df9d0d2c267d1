package dev.coppice.settings;

import java.util.List;

/**
 * Settings as somebody sees them, position by position as they were asked for.
 *
 * @param items one for each name, in order; a name asked for twice is there twice
 * @param etag changes with any of the values and with nothing else; in quotation marks, as HTTP wants it
 */
public record MergedSettings(List<Merged> items, String etag) {
    /** Keeps a copy of the list. */
    public MergedSettings {
        items = List.copyOf(items);
    }
}
