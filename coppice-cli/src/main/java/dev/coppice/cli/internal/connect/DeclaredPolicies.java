package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The policies of a {@code coppice.yaml}, as commands name them.
 *
 * @param file the file, where there is one
 * @param all every policy, in its order
 */
public record DeclaredPolicies(Optional<Path> file, List<Policy> all) {
    /** Copies the list. */
    public DeclaredPolicies {
        all = List.copyOf(all);
    }

    /** The policies that go with a target. */
    public static DeclaredPolicies of(Target target) {
        return of(target.config());
    }

    /** The policies of a file. */
    public static DeclaredPolicies of(Optional<Path> config) {
        var policies = ProjectConfig.read(config).policies().entrySet().stream()
                .map(policy -> new Policy(policy.getKey(), policy.getValue()))
                .toList();
        return new DeclaredPolicies(config, policies);
    }

    /** Those of these names; all without names. */
    public List<Policy> named(List<String> names) {
        if (all.isEmpty()) {
            throw none().exception();
        }
        return names.isEmpty() ? all : names.stream().map(this::named).toList();
    }

    /** The one of this name. */
    public Policy named(String name) {
        if (all.isEmpty()) {
            throw none().exception();
        }
        return all.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, all.stream().map(Policy::name).toList()));
    }

    private Fault none() {
        return none(file.map(path -> "There is none in " + path + ".")
                .orElse("There is no coppice.yaml here, and none was named with --config."));
    }

    static Fault none(String found) {
        return Fault.of("policy.none", Fault.Kind.USAGE)
                .refused("The command needs a policy and none is declared.")
                .found(found)
                .changed("Nothing was done.")
                .next("Run \"coppice init\" for a first coppice.yaml, or name one with --config.");
    }

    static CoppiceException unknown(String name, List<String> declared) {
        return Fault.of("policy.unknown", Fault.Kind.USAGE)
                .refused("Policy \"" + name + "\" is not known.")
                .found("Declared are: " + String.join(", ", declared) + ".")
                .changed("Nothing was done.")
                .next("Name one of these; \"coppice policy list\" shows them.")
                .exception();
    }
}
