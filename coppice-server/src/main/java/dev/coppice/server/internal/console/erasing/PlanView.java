package dev.coppice.server.internal.console.erasing;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of a plan. A value for any thread.
 *
 * @param subject the kind of subject
 * @param key the values of its key
 * @param hash the plan's hash
 * @param badge whether it can begin
 * @param parts what becomes of each table
 * @param troubles what stands in the way, and what else is to be known
 * @param signed who has signed it
 * @param keptBack what must be done before it can be executed; empty where nothing must
 * @param acts what may be done with it
 * @param notice what stands above
 */
public record PlanView(
        String subject,
        List<String> key,
        String hash,
        Badge badge,
        List<Part> parts,
        List<String> troubles,
        List<String> signed,
        String keptBack,
        List<ActForm> acts,
        Notice notice) {
    /** Copies the lists. */
    public PlanView {
        key = List.copyOf(key);
        signed = List.copyOf(signed);
        parts = List.copyOf(parts);
        troubles = List.copyOf(troubles);
        acts = List.copyOf(acts);
    }

    /**
     * What becomes of some rows.
     *
     * @param table their table
     * @param rows how many
     * @param becomes what happens to them
     * @param over the relations that lead to them
     */
    public record Part(String table, String rows, String becomes, String over) {}
}
