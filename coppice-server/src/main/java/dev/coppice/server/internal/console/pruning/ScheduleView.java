package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.document.KeepingUpDocument;
import dev.coppice.server.document.PolicyRunDocument;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Moment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a policy keeps up and when it runs by itself, on its page.
 *
 * @param outlook how it goes on, in a sentence
 * @param looked when a server last looked
 * @param schedule its times in words; empty where it has none
 * @param next when it is next due
 * @param runs what became of its last times, the newest first
 */
public record ScheduleView(
        String outlook,
        @Nullable Moment looked,
        String schedule,
        @Nullable Moment next,
        List<Run> runs) {
    /** Copies the list. */
    public ScheduleView {
        runs = List.copyOf(runs);
    }

    /**
     * A due time.
     *
     * @param due the time
     * @param decision what became of it
     * @param campaign the campaign it began or resumed; empty for none
     * @param link the address of that
     * @param reason why not; empty where it ran
     */
    public record Run(Moment due, Badge decision, String campaign, String link, String reason) {
        static Run of(PolicyRunDocument run) {
            var campaign = Optional.ofNullable(run.campaign());
            return new Run(
                    Moment.of(run.dueAt()),
                    new Badge(run.decision().replace('-', ' '), tone(run)),
                    campaign.map(id -> "Campaign " + id).orElse(""),
                    campaign.map(CampaignPages::address).orElse(""),
                    Optional.ofNullable(run.reason()).orElse(""));
        }

        private static Tone tone(PolicyRunDocument run) {
            return switch (run.decision()) {
                case "begun", "resumed" -> Tone.GOOD;
                case "due" -> Tone.BUSY;
                default -> "nothing-due".equals(run.code()) ? Tone.QUIET : Tone.WARN;
            };
        }
    }

    static ScheduleView of(KeepingUpDocument keeping, List<PolicyRunDocument> runs) {
        return new ScheduleView(
                keeping.sentence(),
                Moment.of(Optional.ofNullable(keeping.lookedAt())),
                Optional.ofNullable(keeping.schedule()).orElse(""),
                Moment.of(Optional.ofNullable(keeping.nextDueAt())),
                runs.stream().map(Run::of).toList());
    }
}
