package dev.coppice.server;

import dev.coppice.testkit.TestDatabase;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Another database on the server of a test's own.
 *
 * @param own the database of the test, which has one to itself
 * @param schema the name of this one
 */
record Sibling(TestDatabase own, String schema) implements TestDatabase, AutoCloseable {
    static Sibling of(TestDatabase own, String suffix, String template) {
        var sibling = new Sibling(own, own.schema() + suffix);
        own.execute("CREATE DATABASE " + sibling.schema() + " TEMPLATE " + template + " STRATEGY file_copy");
        return sibling;
    }

    @Override
    public DataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(user());
        source.setPassword(password());
        return source;
    }

    @Override
    public String url() {
        return own.url().replace("/" + own.schema(), "/" + schema);
    }

    @Override
    public String user() {
        return own.user();
    }

    @Override
    public String password() {
        return own.password();
    }

    @Override
    public void close() {
        own.execute("DROP DATABASE " + schema + " WITH (FORCE)");
    }
}
