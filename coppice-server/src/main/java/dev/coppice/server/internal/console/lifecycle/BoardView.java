package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The board of resources.
 *
 * @param choices what may be chosen, and what is
 * @param rows one for each resource
 * @param first the address of the first page; empty on it
 * @param next the address of the page behind; empty on the last
 * @param notice why nothing is shown
 */
public record BoardView(Choices choices, List<Row> rows, String first, String next, Notice notice) {
    /**
     * What may be chosen, and what is.
     *
     * @param kinds one for each declared kind
     * @param states one for each state with how many stand there
     * @param kind the kind that is shown; empty where none is declared
     * @param state the state that is shown; empty for all
     * @param tier the tier that is shown
     * @param owner the owner that is shown
     */
    public record Choices(List<Tile> kinds, List<Tile> states, String kind, String state, String tier, String owner) {}

    /**
     * Something to choose.
     *
     * @param label what it is
     * @param count how many there are
     * @param link where it leads
     * @param mark how it is marked when it is chosen
     */
    public record Tile(
            String label,
            String count,
            String link,
            @Nullable String mark) {}

    /**
     * One resource.
     *
     * @param id its id
     * @param link the address of its page
     * @param state where it stands
     * @param tier its tier
     * @param owner who owns it
     * @param deadline what comes next
     */
    public record Row(
            String id,
            String link,
            Badge state,
            String tier,
            String owner,
            @Nullable Deadline deadline) {}

    /**
     * What comes next for a resource, or since when it is going on.
     *
     * @param label what
     * @param at when
     */
    public record Deadline(String label, Moment at) {}
}
