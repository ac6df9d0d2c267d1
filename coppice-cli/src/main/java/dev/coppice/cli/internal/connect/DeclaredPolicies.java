package dev.coppice.cli.internal.connect;

import dev.coppice.control.TargetPattern;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The policies of a {@code coppice.yaml}, as commands name them.
 *
 * @param file the file, where there is one
 * @param target the target they run in; empty for all of the file
 * @param all every policy, in its order
 * @param elsewhere those that run in other targets alone
 */
public record DeclaredPolicies(Optional<Path> file, Optional<String> target, List<Policy> all, List<Policy> elsewhere) {
    /** Copies the lists. */
    public DeclaredPolicies {
        all = List.copyOf(all);
        elsewhere = List.copyOf(elsewhere);
    }

    /** The policies that run in a target. */
    public static DeclaredPolicies of(Target target) {
        var declared = of(target.config());
        var here = declared.all().stream()
                .collect(Collectors.partitioningBy(policy -> target.name()
                        .filter(name -> !policy.config().runsIn(name))
                        .isEmpty()));
        return new DeclaredPolicies(
                declared.file(),
                target.name(),
                Objects.requireNonNull(here.get(true)),
                Objects.requireNonNull(here.get(false)));
    }

    /** The policies of a file. */
    public static DeclaredPolicies of(Optional<Path> config) {
        var policies = ProjectConfig.read(config).policies().entrySet().stream()
                .map(policy -> new Policy(policy.getKey(), policy.getValue()))
                .toList();
        return new DeclaredPolicies(config, Optional.empty(), policies, List.of());
    }

    /** Those of these names; all without names. */
    public List<Policy> named(List<String> names) {
        if (all.isEmpty() && names.isEmpty()) {
            throw none().exception();
        }
        return names.isEmpty() ? all : names.stream().map(this::named).toList();
    }

    /** The one of this name. */
    public Policy named(String name) {
        elsewhere.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .ifPresent(other -> {
                    throw elsewhere(other);
                });
        if (all.isEmpty()) {
            throw none().exception();
        }
        return all.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, all.stream().map(Policy::name).toList()));
    }

    private Fault none() {
        return none(file.map(path -> "There is none in " + path
                        + target.map(name -> " for target \"" + name + "\"").orElse("") + ".")
                .orElse("There is no coppice.yaml here, and none was named with --config."));
    }

    private CoppiceException elsewhere(Policy policy) {
        var patterns =
                policy.config().targets().stream().map(TargetPattern::text).collect(Collectors.joining(", "));
        return Fault.of("policy.elsewhere", Fault.Kind.USAGE)
                .refused("Policy \"" + policy.name() + "\" does not run in target \"" + target.orElse("") + "\".")
                .found("It runs in: " + patterns + ".")
                .changed("Nothing was done.")
                .next("Name one of these with --target, or add this one to the targets of the policy.")
                .exception();
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
