package dev.coppice.control;

import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that brings the schema up to date: it can be killed. */
public final class MigratingProcess {
    private MigratingProcess() {}

    /** Migrates and ends; the arguments are address, user and password. */
    public static void main(String[] args) {
        var source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        source.setUser(args[1]);
        source.setPassword(args[2]);
        new CoppiceSchema(source).migrate();
    }

    static Process start(TestDatabase db) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, MigratingProcess.class.getName(), db.url(), db.user(), db.password())
                .inheritIO();
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return process.start();
    }
}
