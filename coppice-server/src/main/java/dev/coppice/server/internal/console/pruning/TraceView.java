package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import java.util.List;
import java.util.Optional;

/**
 * The page that says where a row is.
 *
 * @param table the table typed
 * @param key the key typed
 * @param found where it is; empty while nothing was asked
 * @param trouble why it cannot be told; empty otherwise
 */
public record TraceView(String table, String key, Optional<Found> found, String trouble) {
    /**
     * Where a row is.
     *
     * @param badge where, in a word
     * @param sentence where, in a sentence
     * @param facts what holds, policies and campaigns mean for it
     * @param sightings what archives know of it, newest first
     * @param unsearched what could not be searched, and why
     */
    public record Found(
            Badge badge, String sentence, List<String> facts, List<Seen> sightings, List<String> unsearched) {}

    /**
     * A row in an archive.
     *
     * @param campaign the number of the campaign
     * @param what what happened to it there
     * @param by who asked for the campaign, and why
     * @param at when
     */
    public record Seen(long campaign, String what, String by, Moment at) {
        /** The address of the archive's page. */
        public String link() {
            return ArchivePages.address(campaign);
        }
    }
}
