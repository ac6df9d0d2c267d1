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
 * Chooses what a command works on, in this order: {@code --server}, {@code --url}, the target of {@code coppice.yaml},
 * COPPICE_SERVER, COPPICE_URL, a running {@code up}.
 *
 * @param serverOption the value of {@code --server}
 * @param urlOption the value of {@code --url}
 * @param config the {@code coppice.yaml} in use
 * @param configTarget the address it names; read only when it is that file's turn
 * @param environment the environment of the command
 */
public record TargetChoice(
        Optional<String> serverOption,
        Optional<String> urlOption,
        Optional<Path> config,
        Supplier<Optional<PostgresUrl>> configTarget,
        Map<String, String> environment) {

    /** The server that is asked; empty where a database is worked on. */
    public Optional<ServerAddress> server() {
        return serverOption
                .map(text -> ServerAddress.parse(text, "--server"))
                .or(() -> variable("COPPICE_SERVER")
                        .filter(text ->
                                urlOption.isEmpty() && configTarget.get().isEmpty())
                        .map(text -> ServerAddress.parse(text, "COPPICE_SERVER")));
    }

    /** The database, or a refusal that lists the ways to name one. */
    public Target choose() {
        return urlOption
                .map(url -> new Target(PostgresUrl.parse(url), "--url", config))
                .or(() -> configTarget
                        .get()
                        .map(url -> new Target(url, config.orElseThrow().toString(), config)))
                .or(() -> variable("COPPICE_URL").map(url -> new Target(PostgresUrl.parse(url), "COPPICE_URL", config)))
                .or(this::runningUp)
                .orElseThrow(TargetChoice::nothingNamed);
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
                .map(up -> new Target(
                        PostgresUrl.parse(up.url()).as(up.user(), up.password()),
                        "the running \"coppice up\", process " + up.pid(),
                        config.or(() -> Optional.ofNullable(up.config()).map(Path::of))));
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
