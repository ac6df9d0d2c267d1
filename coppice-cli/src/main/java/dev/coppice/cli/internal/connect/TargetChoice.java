package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Chooses what a command works on, in this order: {@code --server}, {@code --url}, {@code --target} or the targets of
 * {@code coppice.yaml}, COPPICE_SERVER, COPPICE_URL, a running {@code up}.
 *
 * @param named what the command line names
 * @param config the {@code coppice.yaml} in use
 * @param declared what it declares; read only when it is that file's turn
 * @param environment the environment of the command
 */
public record TargetChoice(
        Named named, Optional<Path> config, Supplier<DeclaredTargets> declared, Map<String, String> environment) {

    /**
     * What the command line names.
     *
     * @param server the value of {@code --server}
     * @param url the value of {@code --url}
     * @param target the value of {@code --target}
     */
    public record Named(Optional<String> server, Optional<String> url, Optional<String> target) {}

    /** The server that is asked; empty where a database is worked on. */
    public Optional<ServerAddress> server() {
        return named.server()
                .map(text -> ServerAddress.parse(text, "--server"))
                .or(() -> variable("COPPICE_SERVER")
                        .filter(text -> named.url().isEmpty()
                                && named.target().isEmpty()
                                && declared.get().all().isEmpty())
                        .map(text -> ServerAddress.parse(text, "COPPICE_SERVER")));
    }

    /** The one database, or a refusal that lists the ways to name one. */
    public Target choose() {
        return only(all());
    }

    /** The one of these, or a refusal that names them. */
    public static Target only(List<Target> targets) {
        if (targets.size() > 1) {
            throw several(targets)
                    .next("Name one with --target; \"coppice target list\" shows them.")
                    .exception();
        }
        return targets.getFirst();
    }

    /** That a command works on one database, and several are meant. */
    public static Fault several(List<Target> targets) {
        return Fault.of("target.several", Fault.Kind.USAGE)
                .refused("The command works on one database, and several are declared.")
                .found("They are: " + DeclaredTargets.names(targets) + ".")
                .changed("Nothing was done.");
    }

    /** The databases that are meant: one, or all that are declared by name; or a refusal that lists the ways to name one. */
    public List<Target> all() {
        if (named.target().isPresent()) {
            requireNoUrl("--target");
            return List.of(declared.get().named(named.target().get()));
        }
        return one(named.url().map(url -> Target.unnamed(PostgresUrl.parse(url), "--url", config)))
                .or(() -> Optional.of(declared.get().all()).filter(all -> !all.isEmpty()))
                .or(() -> one(variable("COPPICE_URL")
                        .map(url -> Target.unnamed(PostgresUrl.parse(url), "COPPICE_URL", config))))
                .or(() -> one(runningUp()))
                .orElseThrow(TargetChoice::nothingNamed);
    }

    /** Every declared database, where they have names; {@code option} asks for all of them. */
    public List<Target> every(String option) {
        requireNoUrl(option);
        if (named.target().isPresent()) {
            throw contradiction(option, "--target");
        }
        return declared.get().every(option);
    }

    private static Optional<List<Target>> one(Optional<Target> target) {
        return target.map(List::of);
    }

    private void requireNoUrl(String option) {
        if (named.url().isPresent()) {
            throw contradiction(option, "--url");
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private Optional<Target> runningUp() {
        var living = RunningUp.living(StateFolder.of(environment));
        if (living.size() > 1) {
            throw severalRunning(living);
        }
        return living.stream()
                .findFirst()
                .map(up -> Target.unnamed(
                        PostgresUrl.parse(up.url()).as(up.user(), up.password()),
                        "the running \"coppice up\", process " + up.pid(),
                        config.or(() -> Optional.ofNullable(up.config()).map(Path::of))));
    }

    /** That two options cannot both be heeded. */
    public static CoppiceException contradiction(String option, String other) {
        return Fault.of("target.ambiguous", Fault.Kind.USAGE)
                .refused("No database was chosen.")
                .found(option + " and " + other + " were both given.")
                .changed("Nothing was done.")
                .next("Leave one of the two out.")
                .exception();
    }

    private static CoppiceException severalRunning(List<RunningUp> living) {
        var processes =
                living.stream().map(up -> up.pid() + " (" + up.url() + ")").collect(Collectors.joining(", "));
        return Fault.of("target.ambiguous", Fault.Kind.USAGE)
                .refused("No database was chosen.")
                .found("Several \"coppice up\" are running: process " + processes + ".")
                .changed("Nothing was done.")
                .next("Name one with --url, or stop the others.")
                .exception();
    }

    private static CoppiceException nothingNamed() {
        return Fault.of("target.missing", Fault.Kind.USAGE)
                .refused("The command needs a database or a server and none was named.")
                .found(
                        "There is no --server, no --url, no target in coppice.yaml, no COPPICE_SERVER, no COPPICE_URL and no "
                                + "running \"coppice up\".")
                .changed("Nothing was done.")
                .next("Give --url postgresql://USER@HOST:PORT/DATABASE, or start the example with \"coppice up\".")
                .exception();
    }
}
