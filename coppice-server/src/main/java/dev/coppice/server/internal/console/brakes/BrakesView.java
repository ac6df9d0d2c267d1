package dev.coppice.server.internal.console.brakes;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stops things from being deleted.
 *
 * @param freeze whether everything is stopped
 * @param holds the holds in force, oldest first
 * @param approvals plans that were signed and have not run yet
 * @param place how something is held
 * @param notice what the last act has done, or why it was not done
 */
public record BrakesView(Freeze freeze, Listed holds, List<Signed> approvals, List<ActForm> place, Notice notice) {
    /**
     * Whether everything is stopped.
     *
     * @param badge in a word
     * @param says by whom and why; empty while nothing is
     * @param since since when; null while nothing is
     * @param act what can be done about it
     */
    public record Freeze(Badge badge, String says, @Nullable Moment since, ActForm act) {}

    /**
     * Holds, a page of them.
     *
     * @param rows the holds
     * @param first the address of the first page; empty on it
     * @param next the address of the next page; empty on the last
     */
    public record Listed(List<Held> rows, String first, String next) {}

    /**
     * A hold.
     *
     * @param number its number
     * @param target what it holds
     * @param link the address of the page of what it holds; empty without one
     * @param why who placed it and why
     * @param origin the case or system behind it
     * @param placed when
     * @param until when it ends by itself; null for one that does not
     * @param release how it is released
     */
    public record Held(
            long number,
            String target,
            String link,
            String why,
            String origin,
            Moment placed,
            @Nullable Moment until,
            ActForm release) {}

    /**
     * A plan that was signed and has not run yet.
     *
     * @param subject what it is the plan of
     * @param link the address of the page where it is looked at, signed and executed
     * @param badge what is missing
     * @param signatures who signed, and why
     * @param lapses when the signatures are worth nothing any more
     */
    public record Signed(String subject, String link, Badge badge, List<String> signatures, Moment lapses) {}
}
