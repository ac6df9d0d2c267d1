package dev.coppice.cli.internal.connect;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * All that is needed to open a connection.
 *
 * @param url the JDBC address, without credentials
 * @param user the user
 * @param password the password; empty where none is asked
 */
public record Credentials(String url, String user, String password) {
    private static final int CONNECT_SECONDS = 10;

    /** Hands out one connection at each call. */
    public PGSimpleDataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        if (!password.isEmpty()) {
            source.setPassword(password);
        }
        if (!url.contains("ApplicationName=")) {
            source.setApplicationName("coppice");
        }
        if (!url.contains("connectTimeout=")) {
            source.setConnectTimeout(CONNECT_SECONDS);
        }
        // The bound above ends with the TCP handshake; a server that accepts and then says nothing needs this one.
        if (!url.contains("loginTimeout=")) {
            source.setLoginTimeout(Math.max(CONNECT_SECONDS, source.getConnectTimeout()));
        }
        source.setTcpKeepAlive(true);
        return source;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return url + " as " + user;
    }
}
