package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.server.document.KindDocument;
import java.util.List;
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
        return only(List.copyOf(DeclaredKinds.of(target).all().keySet()));
    }

    String of(Remote server) {
        if (kind != null) {
            return kind;
        }
        var kinds = server.page(Call.get("kinds"), KindDocument.class).items();
        if (kinds.isEmpty()) {
            throw DeclaredKinds.none("The server knows none.");
        }
        return only(kinds.stream().map(KindDocument::kind).toList());
    }

    private String only(List<String> kinds) {
        if (kinds.size() != 1) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "name one of several kinds with --kind: " + String.join(", ", kinds));
        }
        return kinds.getFirst();
    }
}
