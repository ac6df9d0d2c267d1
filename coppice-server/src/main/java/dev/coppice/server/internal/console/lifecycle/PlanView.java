package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The plan of a teardown.
 *
 * @param head what it is about
 * @param facts what is known of it
 * @param steps what would happen, in an order it may happen in
 * @param children those that would go with it
 * @param refusals what refuses it now, and what should be known before
 * @param acts what may be done with it
 * @param notice why the last act was not done
 */
public record PlanView(
        Head head,
        List<Fact> facts,
        List<Step> steps,
        List<LookView.Child> children,
        Refusals refusals,
        Acts acts,
        Notice notice) {
    /**
     * What it is about.
     *
     * @param resource the id of the resource
     * @param link the address of its page
     * @param state where it stands
     * @param sentence what would come of it
     * @param hash names the plan
     */
    public record Head(String resource, String link, Badge state, String sentence, String hash) {}

    /**
     * One step.
     *
     * @param name its name
     * @param type its sort
     * @param after the steps it waits for
     * @param items how much is there for it, or why it could not be counted
     * @param bytes how many bytes that is; empty where it is not known
     * @param badge whether it destroys, or may be left undone
     */
    public record Step(String name, String type, String after, String items, String bytes, Badge badge) {}

    /**
     * What speaks against it.
     *
     * @param blockers what refuses it now
     * @param warnings what should be known before
     */
    public record Refusals(List<String> blockers, List<String> warnings) {}

    /**
     * What may be done with it.
     *
     * @param forms the buttons
     * @param others other plans to look at
     */
    public record Acts(List<ActForm> forms, List<Other> others) {}

    /**
     * Another plan to look at.
     *
     * @param label what it would do
     * @param link its address
     */
    public record Other(String label, String link) {}
}
