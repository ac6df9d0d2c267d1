package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The kind a command is about; the only one where it is not named. */
final class KindOption {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "The kind, as coppice.yaml names it; the only one there by default.")
    @Nullable
    String kind;

    String of(Target target) {
        if (kind != null) {
            return kind;
        }
        var declared = DeclaredKinds.of(target);
        return declared.only()
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                        "name one of several kinds with --kind: "
                                + String.join(", ", declared.all().keySet())));
    }
}
