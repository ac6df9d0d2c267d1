package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The databases that a {@code coppice.yaml} declares: one without a name, or any number with names.
 *
 * @param file the file, where there is one
 * @param all every one, in the order of the file
 */
public record DeclaredTargets(Optional<Path> file, List<Target> all) {
    /** Copies the list. */
    public DeclaredTargets {
        all = List.copyOf(all);
    }

    /** Those of a file. */
    public static DeclaredTargets of(Optional<Path> file) {
        return new DeclaredTargets(file, ProjectConfig.read(file).targets(file));
    }

    /** Whether they have names. */
    public boolean named() {
        return all.stream().anyMatch(target -> target.name().isPresent());
    }

    /** The one of this name. */
    public Target named(String name) {
        return all.stream()
                .filter(target -> target.name().equals(Optional.of(name)))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    /** All of them, where they have names; {@code option} asks for them. */
    public List<Target> every(String option) {
        if (!named()) {
            throw Fault.of("target.none", Fault.Kind.USAGE)
                    .refused("The command goes over the targets of coppice.yaml and none is declared.")
                    .found(none())
                    .changed("Nothing was done.")
                    .next("Declare them in the section targets, or leave " + option + " out.")
                    .exception();
        }
        return all;
    }

    /** Names as a list in a sentence. */
    public static String names(List<Target> targets) {
        return targets.stream().map(Target::called).collect(Collectors.joining(", "));
    }

    private CoppiceException unknown(String name) {
        return Fault.of("target.unknown", Fault.Kind.USAGE)
                .refused("Target \"" + name + "\" is not known.")
                .found(named() ? "Declared are: " + names(all) + "." : none())
                .changed("Nothing was done.")
                .next(
                        named()
                                ? "Name one of these; \"coppice target list\" shows them."
                                : "Declare it in the section targets, or name the database with --url.")
                .exception();
    }

    private String none() {
        return file.map(path -> "There is no section targets in " + path + ".")
                .orElse("There is no coppice.yaml here, and none was named with --config.");
    }
}
