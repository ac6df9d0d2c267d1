package dev.coppice.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The class-data archive the launcher asked the JVM to make. */
public final class SharedArchive {
    private SharedArchive() {}

    /** Marks the archive as worth keeping: this run has loaded what later runs need. */
    public static void keep() {
        var archive = System.getProperty("coppice.archive");
        if (archive == null) {
            return;
        }
        try {
            var mark = Path.of(archive + ".keep");
            if (Files.notExists(Path.of(archive))) {
                Files.writeString(mark, "");
            }
        } catch (IOException failure) {
            LoggerFactory.getLogger(SharedArchive.class).debug("the next start is slower", failure);
        }
    }
}
