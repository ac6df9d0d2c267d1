package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of one backup.
 *
 * @param head what it is of and how it stands
 * @param facts what is known of it
 * @param children those that lie in it too
 * @param acts what may be done with it
 * @param leads where the page leads
 * @param notice what the last act has done, or why it was not done
 */
public record BackupView(
        Head head, List<Fact> facts, List<LookView.Child> children, List<ActForm> acts, Leads leads, Notice notice) {
    /**
     * What it is of and how it stands.
     *
     * @param number its number
     * @param resource the resource
     * @param resourceLink the address of that
     * @param state how it stands
     * @param problem what is wrong with it; empty for nothing
     */
    public record Head(long number, String resource, String resourceLink, Badge state, String problem) {}

    /**
     * Where the page leads.
     *
     * @param download the address of the file; empty where there is none
     * @param restore the address of the plan of its restore; empty where it cannot be read
     */
    public record Leads(String download, String restore) {}
}
