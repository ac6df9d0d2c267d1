package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.CampaignState;
import dev.coppice.prune.internal.ledger.Standing;
import java.time.Duration;

/** What one transaction of a campaign has come to. */
sealed interface Step {
    /**
     * It was committed and there is more.
     *
     * @param before where the campaign stood
     * @param roots how many roots went
     * @param rows how many rows went
     * @param took how long it took
     */
    record Went(Standing before, long roots, long rows, Duration took) implements Step {}

    /** Nothing was committed that counts; the next transaction tries again, or smaller. */
    record Again() implements Step {}

    /**
     * A partition was dropped, and its rows are kept.
     *
     * @param before where the campaign stood
     * @param rows how many rows it held
     * @param took how long it took
     */
    record Dropped(Standing before, long rows, Duration took) implements Step {}

    /**
     * The canary has been committed and is to be read back.
     *
     * @param standing where the campaign stands
     */
    record Check(Standing standing) implements Step {}

    /**
     * This worker has left, and others go on.
     *
     * @param reason why, as a sentence
     * @param hindered whether something keeps this process from working; else nothing is left for it
     */
    record Left(String reason, boolean hindered) implements Step {}

    /**
     * The campaign has come to an end or to a stop.
     *
     * @param standing where it stands
     * @param state the state it gets
     * @param stoppedBy what stopped it, as a stable word; empty when nothing did
     * @param reason how it came there, as a sentence
     */
    record Stop(Standing standing, CampaignState state, String stoppedBy, String reason) implements Step {}
}
