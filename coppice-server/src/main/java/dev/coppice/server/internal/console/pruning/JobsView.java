package dev.coppice.server.internal.console.pruning;

import dev.coppice.server.document.JobsDocument;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page of what the servers do by themselves.
 *
 * @param nodes the servers
 * @param jobs what they do
 */
public record JobsView(List<Node> nodes, List<Job> jobs) {
    /**
     * A server.
     *
     * @param name its name
     * @param state whether it lives
     * @param started since when
     * @param seen when it last said so
     * @param executes what it executes now
     */
    public record Node(String name, Badge state, Moment started, Moment seen, List<String> executes) {}

    /**
     * Something that is done again and again.
     *
     * @param name its name
     * @param state where it stands
     * @param node the server that executes it; empty for none
     * @param next when it is due
     * @param succeeded when it last ended well
     * @param failed when it last failed, and how often since it last ended well
     * @param failures how often it has failed since it last ended well; empty for never
     */
    public record Job(
            String name,
            Badge state,
            String node,
            Moment next,
            @Nullable Moment succeeded,
            @Nullable Moment failed,
            String failures) {}

    static JobsView of(JobsDocument document) {
        return new JobsView(
                document.nodes().stream().map(JobsView::node).toList(),
                document.items().stream().map(JobsView::job).toList());
    }

    private static Node node(JobsDocument.Node node) {
        return new Node(
                node.node(),
                node.alive() ? new Badge("alive", Tone.GOOD) : new Badge("gone", Tone.WARN),
                Moment.of(node.startedAt()),
                Moment.of(node.seenAt()),
                node.executes());
    }

    private static Job job(JobsDocument.Job job) {
        return new Job(
                job.job(),
                new Badge(job.state(), tone(job)),
                job.node() == null ? "" : job.node(),
                Moment.of(job.nextAt()),
                moment(job.succeededAt()),
                moment(job.failedAt()),
                job.failures() == 0
                        ? ""
                        : Texts.count(job.failures(), "failure", "failures") + " since it last ended well");
    }

    private static @Nullable Moment moment(@Nullable Instant at) {
        return Moment.of(Optional.ofNullable(at));
    }

    private static Tone tone(JobsDocument.Job job) {
        if (job.failures() > 0) {
            return Tone.BAD;
        }
        return switch (job.state()) {
            case "running" -> Tone.BUSY;
            case "abandoned" -> Tone.WARN;
            default -> Tone.QUIET;
        };
    }
}
