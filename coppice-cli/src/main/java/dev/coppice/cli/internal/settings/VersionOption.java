package dev.coppice.cli.internal.settings;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The guard against changes of others. */
final class VersionOption {
    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only if it still has this version; otherwise the command is refused.")
    @Nullable
    Long version;

    OptionalLong expected() {
        return version == null ? OptionalLong.empty() : OptionalLong.of(version);
    }
}
