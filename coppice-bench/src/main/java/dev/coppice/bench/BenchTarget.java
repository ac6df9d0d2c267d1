package dev.coppice.bench;

/**
 * The database a benchmark runs in.
 *
 * @param url the JDBC address of one host, without credentials
 * @param user the user, who may create a schema
 * @param password the password; empty where none is asked
 */
public record BenchTarget(String url, String user, String password) {

    /** Leaves the password out. */
    @Override
    public String toString() {
        return url + " as " + user;
    }
}
