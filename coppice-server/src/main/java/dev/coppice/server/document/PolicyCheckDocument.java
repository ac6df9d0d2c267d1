package dev.coppice.server.document;

import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Doctor;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether policies fit the database. A value for any thread.
 *
 * @param ok whether all do
 * @param policies how many were held against it
 * @param problems what is wrong with those that do not
 * @param warnings settings of the others that cannot do what they say
 */
public record PolicyCheckDocument(boolean ok, int policies, List<Problem> problems, List<Warning> warnings) {
    private static final String BRAKE = "brake";

    /** Copies the lists. */
    public PolicyCheckDocument {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * What is wrong with a policy.
     *
     * @param policy its name
     * @param message what, and what to do
     */
    public record Problem(String policy, String message) {}

    /**
     * What will not go as its settings say.
     *
     * @param policy the policy's name
     * @param line where it stands in its file, where that is known
     * @param check the stable name of the check
     * @param subject what it is about
     * @param message what was found
     * @param cure what cures it
     */
    public record Warning(
            String policy, @Nullable Integer line, String check, String subject, String message, String cure) {}

    /** Holds policies against a database, as a plan does; nothing of them is run. Their lines are those of the keys. */
    public static PolicyCheckDocument of(
            List<Policy> policies, DataSource database, Function<String, OptionalInt> lines) {
        var plans = Plans.on(database);
        var problems = policies.stream()
                .flatMap(policy -> refusal(policy, plans).map(message -> new Problem(policy.name(), message)).stream())
                .toList();
        var refused = Set.copyOf(problems.stream().map(Problem::policy).toList());
        var doctor = Doctor.on(database);
        var warnings = policies.stream()
                .filter(policy -> !refused.contains(policy.name()))
                .flatMap(policy -> warnings(policy, doctor, lines))
                .toList();
        return new PolicyCheckDocument(problems.isEmpty(), policies.size(), problems, warnings);
    }

    private static Stream<Warning> warnings(Policy policy, Doctor doctor, Function<String, OptionalInt> lines) {
        return doctor.settings(policy).stream().map(found -> {
            var line = lines.apply(key(policy, found));
            return new Warning(
                    policy.name(),
                    line.isPresent() ? line.getAsInt() : null,
                    found.check(),
                    found.subject(),
                    found.message(),
                    found.cure());
        });
    }

    private static String key(Policy policy, Finding found) {
        var path = "policies." + policy.name();
        if (found.subject().startsWith(path + ".")) {
            return found.subject();
        }
        return found.check().equals(BRAKE) ? path + ".brakes." + found.subject() : "";
    }

    private static Optional<String> refusal(Policy policy, Plans plans) {
        try {
            plans.contract(policy);
            return Optional.empty();
        } catch (CoppiceException refused) {
            if (!refused.code().startsWith("policy.")) {
                throw refused;
            }
            return Optional.of(refused.fault().found() + " " + refused.fault().next());
        }
    }
}
