package dev.coppice.testkit.internal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one PostgreSQL of this JVM, started at first use and stopped when the JVM ends. */
final class PostgresServer {
    private static final class Holder {
        static final PostgresServer SHARED = start();
    }

    private final int port;

    private PostgresServer(int port) {
        this.port = port;
    }

    static PostgresServer shared() {
        return Holder.SHARED;
    }

    String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    private static PostgresServer start() {
        try {
            var memory = Path.of("/dev/shm");
            var parent = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
            var data = Files.createTempDirectory(parent, "coppice-test-");
            var postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setServerConfig("max_prepared_transactions", "20")
                    .start();
            return new PostgresServer(postgres.getPort());
        } catch (IOException failure) {
            throw new UncheckedIOException("embedded PostgreSQL did not start", failure);
        }
    }
}
