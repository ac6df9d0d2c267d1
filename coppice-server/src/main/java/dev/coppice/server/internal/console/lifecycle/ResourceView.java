package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of one resource.
 *
 * @param head what it is and where it stands
 * @param acts what may be done now
 * @param holds what holds it
 * @param operations its teardowns, newest first
 * @param backups its backups, newest first
 * @param history what was done to it, newest first
 * @param notice what the last act has done, or why it was not done
 */
public record ResourceView(
        Head head,
        List<ActForm> acts,
        List<Held> holds,
        List<OperationRow> operations,
        List<BackupRow> backups,
        List<Event> history,
        Notice notice) {
    /**
     * What it is and where it stands.
     *
     * @param kind its kind
     * @param id its id
     * @param state where it stands
     * @param sentence the same in words
     * @param facts what else is known of it
     * @param links where the page leads
     */
    public record Head(String kind, String id, Badge state, String sentence, List<Fact> facts, Leads links) {}

    /**
     * Where the page leads.
     *
     * @param look the address of the looks into its stores
     * @param plan the address of the plan of its teardown; empty where none can begin
     * @param planLabel what that is called
     */
    public record Leads(String look, String plan, String planLabel) {}

    /**
     * A hold on it.
     *
     * @param origin the case or system behind it
     * @param why who placed it and why
     * @param placed when it was placed
     * @param until when it ends by itself
     * @param release the button that releases it
     */
    public record Held(
            String origin,
            String why,
            Moment placed,
            @Nullable Moment until,
            ActForm release) {}

    /**
     * Something that was done to it.
     *
     * @param at when
     * @param action what
     * @param actor by whom
     * @param reason why
     */
    public record Event(Moment at, String action, String actor, String reason) {}
}
