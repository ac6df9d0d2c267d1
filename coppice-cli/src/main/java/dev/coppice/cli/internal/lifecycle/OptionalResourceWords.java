package dev.coppice.cli.internal.lifecycle;

import dev.coppice.lifecycle.ResourceId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A resource that need not be named: of a command that has commands below it, or that is about all without one. */
final class OptionalResourceWords {
    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "The kind, as coppice.yaml names it.")
    @Nullable
    String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "The id.")
    @Nullable
    String id;

    /** The resource, or none at all. */
    Optional<ResourceId> named() {
        return kind == null ? Optional.empty() : Optional.of(resource());
    }

    ResourceId resource() {
        if (kind == null || id == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "Missing required parameter: '" + (kind == null ? "KIND" : "ID") + "'");
        }
        return new ResourceId(kind, id);
    }
}
