package dev.coppice.server.document;

import dev.coppice.control.CronSchedule;
import dev.coppice.control.Durations;
import dev.coppice.control.Percentage;
import dev.coppice.control.TimeWindow;
import dev.coppice.prune.ArchiveConfig;
import dev.coppice.prune.LimitsConfig;
import dev.coppice.prune.PolicyConfig;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A declared policy as scripts see it. A value for any thread.
 *
 * @param policy its name
 * @param table the table whose rows go
 * @param when the terminal condition
 * @param age the column that tells a row's age
 * @param keep how long rows are kept
 * @param schedule when it runs by itself
 * @param window in which hours its campaigns may run
 * @param archive where deleted rows go
 * @param encrypted whether they are encrypted there
 * @param approvals how many people must approve a plan before it runs
 * @param chunkTime how long one chunk aims to take
 * @param limits how much one campaign may remove
 * @param heavyRoots what happens to a row with more behind it than one chunk may take: drain or refuse
 */
public record PolicyDocument(
        String policy,
        String table,
        @Nullable String when,
        @Nullable String age,
        @Nullable String keep,
        @Nullable String schedule,
        @Nullable String window,
        @Nullable String archive,
        boolean encrypted,
        int approvals,
        String chunkTime,
        Limits limits,
        String heavyRoots) {
    /**
     * How much one campaign may remove; a limit that is absent does not bind.
     *
     * @param rows how many rows, those of other tables included
     * @param maxShare what share of the table
     * @param runtime for how long it may run
     * @param timesUsual how many times what its campaigns usually take
     */
    public record Limits(
            @Nullable Long rows,
            @Nullable String maxShare,
            @Nullable String runtime,
            @Nullable Long timesUsual) {
        static Limits of(LimitsConfig limits) {
            return new Limits(
                    limits.rows().orElse(null),
                    limits.maxShare().map(Percentage::toString).orElse(null),
                    limits.runtime().map(Durations::format).orElse(null),
                    limits.timesUsual().orElse(null));
        }
    }

    /** A policy as a document. */
    public static PolicyDocument of(String name, PolicyConfig policy) {
        return new PolicyDocument(
                name,
                policy.table().toString(),
                policy.when().orElse(null),
                policy.age().orElse(null),
                policy.keep().map(Durations::format).orElse(null),
                policy.schedule().map(CronSchedule::expression).orElse(null),
                policy.window().map(TimeWindow::toString).orElse(null),
                policy.archive().map(archive -> archive.to().address()).orElse(null),
                policy.archive().flatMap(ArchiveConfig::keyFile).isPresent(),
                policy.approvals(),
                Durations.format(policy.chunkTime()),
                Limits.of(policy.limits()),
                policy.heavyRoots().name().toLowerCase(Locale.ROOT));
    }
}
