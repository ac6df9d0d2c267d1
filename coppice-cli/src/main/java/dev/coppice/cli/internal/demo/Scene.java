package dev.coppice.cli.internal.demo;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** One scene of the demonstration. Later ones build on earlier ones. */
interface Scene {
    /** What it is called; the checks of a scene begin with it. */
    String name();

    /** What it shows, in a sentence. */
    String claim();

    /** Plays it. An exception ends the demonstration. */
    Played play(Stage stage) throws SQLException, IOException, InterruptedException;

    /**
     * What came of it.
     *
     * @param found what was found, in a sentence with its numbers
     * @param checks what was held against the database
     */
    record Played(String found, List<Check> checks) {
        /** Copies the checks. */
        public Played {
            checks = List.copyOf(checks);
        }
    }
}
