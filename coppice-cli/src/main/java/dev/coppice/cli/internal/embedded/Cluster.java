package dev.coppice.cli.internal.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The data and its password: made together, the password first, since it goes into the data. */
final class Cluster {
    private static final int PASSWORD_BYTES = 24;
    private static final int FIRST_WITH_BUILTIN_LOCALES = 17;

    private final ServerFolder folder;
    private final Programs programs;

    Cluster(ServerFolder folder, Programs programs) {
        this.folder = folder;
        this.programs = programs;
    }

    /** Refuses a folder {@code data} that these binaries cannot run on, before anything is touched. */
    void refuseForeignData() throws IOException {
        if (!Files.exists(folder.data())) {
            return;
        }
        var version = folder.data().resolve("PG_VERSION");
        if (!Files.exists(version)) {
            throw EmbeddedFaults.unknownData(folder);
        }
        var found = Files.readString(version).strip();
        if (!found.equals(programs.majorVersion())) {
            throw EmbeddedFaults.otherVersion(folder, found, programs.majorVersion());
        }
        if (!Files.exists(folder.password())) {
            throw EmbeddedFaults.passwordMissing(folder);
        }
    }

    /** Makes the data if there is none; returns the password. */
    String prepare() throws IOException {
        folder.removeUnfinishedData();
        if (!Files.exists(folder.password())) {
            ServerFolder.write(folder.password(), randomPassword());
        }
        if (!Files.exists(folder.data())) {
            initialize();
        }
        return Files.readString(folder.password()).strip();
    }

    private void initialize() throws IOException {
        var unfinished = folder.unfinishedData();
        var ending = programs.run("initdb", arguments(unfinished));
        if (!ending.well()) {
            folder.removeUnfinishedData();
            throw EmbeddedFaults.initdbFailed(folder, ending.reason());
        }
        Files.move(unfinished, folder.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private String[] arguments(Path data) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--pgdata=" + data,
                "--username=" + LastingPostgres.USER,
                "--pwfile=" + folder.password(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C"));
        if (Integer.parseInt(programs.majorVersion()) >= FIRST_WITH_BUILTIN_LOCALES) {
            arguments.add("--locale-provider=builtin");
            arguments.add("--builtin-locale=C.UTF-8");
        }
        return arguments.toArray(String[]::new);
    }

    private static String randomPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
    }
}
