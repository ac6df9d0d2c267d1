package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.TargetChoice;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether a command that acts goes over every database that {@code coppice.yaml} declares. */
final class EveryTarget {
    static final String OPTION = "--every-target";

    @Option(
            names = OPTION,
            description = "Do it in every database of the section targets of coppice.yaml that it is for.")
    boolean wanted;

    /** Refuses one target beside all of them. */
    void requireNoTarget(CoppiceCommand root) {
        if (root.namesTarget()) {
            throw TargetChoice.contradiction(OPTION, "--target");
        }
    }

    /** The one of these, or a refusal that names them and this option. */
    static Target one(List<Target> targets) {
        if (targets.size() > 1) {
            throw TargetChoice.several(targets)
                    .next("Name one with --target, or all of them with --every-target.")
                    .exception();
        }
        return targets.getFirst();
    }
}
