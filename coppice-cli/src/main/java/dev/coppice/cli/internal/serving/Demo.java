package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.embedded.LastingPostgres;
import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The example platform in an embedded PostgreSQL that is kept across restarts.
 *
 * @param database how to reach it
 * @param config its {@code coppice.yaml}, the user's to change
 */
public record Demo(Credentials database, Path config) {
    private static final long SEED = 7;
    private static final String CONFIG = "coppice.yaml";

    /**
     * Where things are kept.
     *
     * @param data the database, and the configuration beside it
     * @param binaries the programs of PostgreSQL, unpacked once for every database
     */
    public record Folders(Path data, Path binaries) {}

    /** Starts the server on the folder and loads the example where it is missing or unfinished. */
    public static Demo start(Parts parts, Folders folders, Size size, Terminal terminal) {
        var postgres = parts.add(LastingPostgres.start(folders.data(), folders.binaries(), 0));
        var database = new Credentials(postgres.url(), postgres.user(), postgres.password());
        load(database, size, terminal);
        return new Demo(database, writeConfig(folders.data()));
    }

    /** The configuration in the folder, where an earlier start left one. */
    public static Optional<Path> keptConfig(Path folder) {
        return Optional.of(folder.resolve(CONFIG)).filter(Files::exists);
    }

    private static void load(Credentials database, Size size, Terminal terminal) {
        var source = database.dataSource();
        if (GraphPlatform.isPopulated(source)) {
            return;
        }
        // What was begun and cut short is finished as it was begun, whatever size is asked for now.
        var dataset = GraphPlatform.findDataset(source).orElseGet(() -> new Dataset(size, SEED, Instant.now()));
        terminal.note("Loading the example platform, " + dataset.size().sessions() + " sessions; this happens once.");
        GraphPlatform.populate(
                source,
                dataset,
                step -> terminal.progress("  " + step.part() + ", " + step.rowsSoFar() + " rows so far"));
        terminal.progress("");
    }

    // Written whole or not at all: half a file would be refused at the next start.
    private static Path writeConfig(Path folder) {
        var file = folder.resolve(CONFIG);
        if (Files.exists(file)) {
            return file;
        }
        var draft = folder.resolve(CONFIG + ".draft");
        try (var example = Objects.requireNonNull(
                GraphPlatform.class.getResourceAsStream(CONFIG), "the example brings its configuration")) {
            Files.copy(example, draft, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write " + file, failure);
        }
    }
}
