package dev.coppice.cli.internal.embedded;

/** How much memory a server takes. */
public enum Memory {
    /** What a demonstration needs. */
    LITTLE(" -c shared_buffers=64MB -c max_wal_size=256MB"),
    /** What a server with some gigabytes of rows would be given. */
    MUCH(" -c shared_buffers=512MB -c max_wal_size=4GB");

    private final String settings;

    Memory(String settings) {
        this.settings = settings;
    }

    String settings() {
        return settings;
    }
}
