package dev.coppice.server.document;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a database do by themselves. A value for any thread.
 *
 * @param nodes the servers
 * @param items the jobs, by their names
 * @param next never set: all are told at once
 */
public record JobsDocument(
        List<Node> nodes, List<Job> items, @Nullable String next) {
    /** Copies the lists. */
    public JobsDocument {
        nodes = List.copyOf(nodes);
        items = List.copyOf(items);
    }

    /**
     * A server.
     *
     * @param node its name
     * @param startedAt since when
     * @param seenAt when it last said that it lives
     * @param alive whether that is recent
     * @param executes the jobs it executes now
     */
    public record Node(String node, Instant startedAt, Instant seenAt, boolean alive, List<String> executes) {
        /** Copies the list. */
        public Node {
            executes = List.copyOf(executes);
        }
    }

    /**
     * A job.
     *
     * @param job its name
     * @param state {@code waiting}, {@code running}, or {@code abandoned} by a server that died
     * @param node the server that executes it
     * @param nextAt when it is due
     * @param heartbeatAt when its server last said that it executes it
     * @param succeededAt when it last ended well
     * @param failedAt when it last failed
     * @param failures how often it has failed since it last ended well
     */
    public record Job(
            String job,
            String state,
            @Nullable String node,
            Instant nextAt,
            @Nullable Instant heartbeatAt,
            @Nullable Instant succeededAt,
            @Nullable Instant failedAt,
            int failures) {}
}
