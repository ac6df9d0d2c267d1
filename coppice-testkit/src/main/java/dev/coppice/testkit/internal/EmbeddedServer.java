package dev.coppice.testkit.internal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts the embedded PostgreSQL of this JVM: in memory where there is a tmpfs, gone when the JVM ends. */
final class EmbeddedServer {
    private EmbeddedServer() {}

    static ServerAddress start() {
        try {
            return start(ServerFolders.ofThisMachine());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "embedded PostgreSQL did not start; -Dcoppice.test.url names a server of your own", failure);
        }
    }

    static ServerAddress start(ServerFolders folders) throws IOException {
        var folder = folders.claim();
        var postgres = launch(folder);
        var stop = new Thread(() -> stop(postgres, folder), "coppice-testkit-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        return new ServerAddress("jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "");
    }

    private static EmbeddedPostgres launch(ServerFolders.Claim folder) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.data())
                .setRegisterShutdownHook(false)
                .setServerConfig("max_prepared_transactions", "20")
                .setServerConfig("max_locks_per_transaction", "256")
                .setServerConfig("wal_level", "logical")
                .start();
    }

    private static void stop(EmbeddedPostgres postgres, ServerFolders.Claim folder) {
        try {
            postgres.close();
            folder.release();
        } catch (IOException failure) {
            // The JVM is ending: nobody is left to tell. The next one finds the folder without an owner and removes it.
            return;
        }
    }

    /** Removes a folder and all in it; what is gone already is no failure. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
