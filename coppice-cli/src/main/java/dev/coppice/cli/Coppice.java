package dev.coppice.cli;

import dev.coppice.cli.internal.CommandLines;

/** The entry point of the {@code coppice} command. */
public final class Coppice {
    private Coppice() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(CommandLines.create().execute(arguments));
    }
}
