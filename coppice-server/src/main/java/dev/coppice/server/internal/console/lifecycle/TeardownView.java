package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of one teardown.
 *
 * @param head what it is about, and what is known of it
 * @param course how it goes on; the part that refreshes itself
 * @param acts the ways out
 * @param attempts what was tried, the last first
 * @param certificate what proves it; null while it has none
 * @param notice what the last act has done, or why it was not done
 */
public record TeardownView(
        Head head,
        Course course,
        List<ActForm> acts,
        List<Tried> attempts,
        @Nullable Proof certificate,
        Notice notice) {
    /**
     * What it is about, and what is known of it.
     *
     * @param number its number
     * @param resource the resource
     * @param resourceLink the address of that
     * @param plan the hash of the plan it runs under
     * @param facts what is known of it
     */
    public record Head(long number, String resource, String resourceLink, String plan, List<Fact> facts) {
        /** The address of the page. */
        public String link() {
            return Links.teardown(number).text();
        }
    }

    /**
     * How it goes on.
     *
     * @param live the address it is watched at; empty when it has ended
     * @param state how it stands
     * @param sentence the same in words
     * @param wayBack whether it can still be called off
     * @param legal tells what may be done from what could be done before
     * @param steps its steps in their order
     */
    public record Course(String live, Badge state, String sentence, String wayBack, String legal, List<Step> steps) {}

    /**
     * One step.
     *
     * @param name its name
     * @param type its sort
     * @param badge how it stands
     * @param did what it has done
     * @param keeps what keeps it from its end; null when nothing does
     * @param finished when it ended; null while it has not
     */
    public record Step(
            String name,
            String type,
            Badge badge,
            String did,
            @Nullable Kept keeps,
            @Nullable Moment finished) {}

    /**
     * Why a step has not ended.
     *
     * @param reason what keeps it
     * @param since since when
     * @param tries how often it was tried
     * @param nextTry when it is tried again; null when something else has to happen first
     * @param holdsUp the steps that wait for it
     * @param next what a person can do; empty while it only waits for others
     */
    public record Kept(
            String reason,
            Moment since,
            String tries,
            @Nullable Moment nextTry,
            String holdsUp,
            String next) {}

    /**
     * One attempt.
     *
     * @param step the step
     * @param outcome what came of it
     * @param at when it began
     * @param words by whom, and what was wrong
     */
    public record Tried(String step, String outcome, Moment at, String words) {}

    /**
     * The certificate.
     *
     * @param facts what is known of it
     * @param probes the later looks
     * @param download the address of the document
     * @param verify the address of the page that checks it
     */
    public record Proof(List<Fact> facts, List<Probe> probes, String download, String verify) {}

    /**
     * A later look at every store.
     *
     * @param number its number
     * @param due when it is due
     * @param badge what it saw
     */
    public record Probe(int number, Moment due, Badge badge) {}
}
