package dev.coppice.control.internal.schema;

import dev.coppice.control.SchemaScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The scripts on the class path, by name: a jar cannot be asked for a list, and a list cannot pick up a stranger. */
public final class Scripts {
    private static final String FOLDER = "/dev/coppice/control/";
    private static final List<String> NAMES = List.of(
            "V1__control.sql",
            "V2__access.sql",
            "V3__prune.sql",
            "V4__restore.sql",
            "V5__segment.sql",
            "V6__settings.sql",
            "V7__member.sql",
            "V8__lifecycle.sql",
            "V9__answer.sql",
            "V10__server.sql",
            "V11__brakes.sql",
            "V12__workers.sql",
            "V13__limits.sql",
            "V14__schedule.sql",
            "V15__partition.sql",
            "V16__erasure.sql");

    private Scripts() {}

    /** The version of the newest script. */
    public static int newest() {
        return versionOf(NAMES.getLast());
    }

    /** All scripts, oldest first. */
    public static List<SchemaScript> all() {
        return NAMES.stream()
                .map(name -> new SchemaScript(versionOf(name), name, read(name)))
                .toList();
    }

    private static int versionOf(String name) {
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    /** A file beside the scripts. */
    public static String read(String name) {
        try (var stream = Scripts.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("not on the class path: " + FOLDER + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
