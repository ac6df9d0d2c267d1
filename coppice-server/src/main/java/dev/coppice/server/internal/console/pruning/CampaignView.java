package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of one campaign.
 *
 * @param row what stands of it in a list
 * @param live whether anything may change yet
 * @param brakes the brakes that hold or slow it now
 * @param facts what it was asked for, and by whom
 * @param progress how far it is
 * @param chart how it went
 * @param tables rows that are gone, by table
 * @param left roots it left behind
 * @param archiveLink the address of its archive's page; empty without one
 * @param acts what may be done with it
 * @param notice what the last act has done, or why it was not done
 */
public record CampaignView(
        CampaignRow row,
        boolean live,
        List<Braked> brakes,
        List<PolicyFacts.Fact> facts,
        Pace progress,
        CampaignChart chart,
        List<TableCount> tables,
        List<Left> left,
        String archiveLink,
        List<ActForm> acts,
        Notice notice) {
    /**
     * A brake that holds or slows it.
     *
     * @param state which of the two
     * @param says which brake, since when, and what it found
     */
    public record Braked(Badge state, String says) {}

    /**
     * How far it is.
     *
     * @param figures numbers with what they count
     * @param bar how much of it is done; null while that is not known
     * @param says how far it is, in a sentence; empty while that is not known
     */
    public record Pace(List<Fact> figures, @Nullable Progress bar, String says) {}

    /**
     * Rows of one table.
     *
     * @param table the table
     * @param rows how many are gone
     */
    public record TableCount(String table, String rows) {}

    /**
     * A root that was left behind.
     *
     * @param key its key
     * @param what whether it was passed over or set aside
     * @param code why, in a word
     * @param reason why, in a sentence
     */
    public record Left(String key, String what, String code, String reason) {}

    /** Tells what may be done with it from what could be done before. */
    public String legal() {
        return ActForm.digest(acts);
    }

    /** The address of the page. */
    public String address() {
        return CampaignPages.address(row.id());
    }
}
