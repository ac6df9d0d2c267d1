package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.embedded.LastingPostgres;
import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.examples.graphplatform.outside.GrantProvider;
import dev.coppice.examples.graphplatform.outside.ObjectFolder;
import dev.coppice.lifecycle.SigningKeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
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
    private static final String OBJECTS = "objects";

    /** Where the example's coppice.yaml has grants revoked. */
    private static final int PROVIDER_PORT = 8790;

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
        outside(parts, database, folders.data(), terminal);
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

    /** What graphs have outside of the database: objects, made once, and a provider that knows their grants. */
    private static void outside(Parts parts, Credentials database, Path folder, Terminal terminal) {
        var source = database.dataSource();
        var objects = folder.resolve(OBJECTS);
        try {
            if (Files.notExists(objects)) {
                ObjectFolder.fill(source, objects);
            }
            parts.add(GrantProvider.start(source, PROVIDER_PORT));
        } catch (BindException taken) {
            terminal.note(
                    "Another program listens on port " + PROVIDER_PORT
                            + ", so the example's provider of grants is missing: teardowns of graphs with connections will wait.");
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException("what the example has outside of its database could not be made", failure);
        }
    }

    /** Commands run wherever their user is: objects, archives and backups are named from the root. */
    static String inFolder(String config, Path folder) {
        return config.replace("file:./", "file:" + folder + "/");
    }

    /** So that there is a certificate to be shown. */
    private static String certificates(Path folder) throws IOException {
        var key = folder.resolve("certificates.pem");
        if (Files.notExists(key)) {
            SigningKeyFile.create(key);
        }
        return "\ncertificates: { key-file: \"" + key + "\" }\n";
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
            var text = new String(example.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(draft, inFolder(text, folder.toAbsolutePath()) + certificates(folder.toAbsolutePath()));
            return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write " + file, failure);
        }
    }
}
