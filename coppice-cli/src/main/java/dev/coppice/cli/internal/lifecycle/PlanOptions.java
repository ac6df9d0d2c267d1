package dev.coppice.cli.internal.lifecycle;

import dev.coppice.lifecycle.TeardownRequest;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What is asked of a teardown beyond its resource. */
final class PlanOptions {
    @Option(names = "--skip-backup", description = "Keep nothing; needs --reason, which stands on the certificate.")
    boolean skipBackup;

    @Option(names = "--beyond-limits", description = "Beyond the share of its kind; needs --reason.")
    boolean beyondLimits;

    /** These, as they are typed. */
    Stream<String> words() {
        return Stream.concat(
                skipBackup ? Stream.of("--skip-backup") : Stream.of(),
                beyondLimits ? Stream.of("--beyond-limits") : Stream.of());
    }

    TeardownRequest asked(TeardownRequest plain) {
        var asked = skipBackup ? plain.keepingNothing() : plain;
        return beyondLimits ? asked.exceedingTheShare() : asked;
    }
}
