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
 * Chooses the target of a command, in this order: {@code --url}, the target of {@code coppice.yaml}, COPPICE_URL, a
 * running {@code up}.
 *
 * @param urlOption the value of {@code --url}
 * @param config the {@code coppice.yaml} in use
 * @param configTarget the address it names; read only when it is that file's turn
 * @param environment the environment of the command
 */
public record TargetChoice(
        Optional<String> urlOption,
        Optional<Path> config,
        Supplier<Optional<PostgresUrl>> configTarget,
        Map<String, String> environment) {

    /** The target, or a refusal that lists the ways to name one. */
    public Target choose() {
        return urlOption
                .map(url -> new Target(PostgresUrl.parse(url), "--url", config))
                .or(() -> configTarget
                        .get()
                        .map(url -> new Target(url, config.orElseThrow().toString(), config)))
                .or(() -> Optional.ofNullable(environment.get("COPPICE_URL"))
                        .filter(url -> !url.isBlank())
                        .map(url -> new Target(PostgresUrl.parse(url), "COPPICE_URL", config)))
                .or(this::runningUp)
                .orElseThrow(TargetChoice::nothingNamed);
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
                .refused("The command needs a database and none was named.")
                .found("There is no --url, no target in coppice.yaml, no COPPICE_URL and no running \"coppice up\".")
                .changed("Nothing was done.")
                .next("Give --url postgresql://USER@HOST:PORT/DATABASE, or start the example with \"coppice up\".")
                .exception();
    }
}
